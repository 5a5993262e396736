import type { HeldRequest } from '@orrery/protocol';
import { oneLine, toolArgument, toolDetail } from '@orrery/transcript';
import * as z from 'zod';
import type { Decision } from '../control/permission-desk.ts';
import { parseInput } from '../ingest/request-view.ts';

/** Longest command that is written down: whoever reads the log must see what ran, not how it began. */
const MAX_ASKED_CHARS = 2_000;

/** Longest list of rules, of answers, and longest words to Claude. */
const MAX_LIST_CHARS = 1_000;

/** What was decided on: the tool and its argument, redacted as the agent sent them, and what was said to it. */
export function decisionDetail(
  { tool, input, suggestions }: Pick<HeldRequest, 'tool' | 'input' | 'suggestions'>,
  decision: Decision,
): string {
  const asked = askedText(tool, parseInput(input));
  if (decision.behavior === 'deny') return withLine(asked, 'Claude was told', decision.message);
  const { alwaysAllow, answers } = decision;
  const answered =
    answers === undefined ? asked : withLine(asked, 'Answered', answersText(parseInput(input), answers));
  if (alwaysAllow.length === 0) return answered;
  const rules = alwaysAllow.map((index) => suggestions[index] ?? '').join('; ');
  return withLine(answered, 'Always allowed from now on', rules);
}

function askedText(tool: string, input: unknown): string {
  // Pages of a plan say no more than its title here: the conversation has it whole.
  const detail = tool === 'ExitPlanMode' ? toolArgument(tool, input) : toolDetail(tool, input);
  const argument = oneLine(detail, MAX_ASKED_CHARS);
  return argument === '' ? tool : `${tool}: ${argument}`;
}

function withLine(text: string, name: string, words: string): string {
  return `${text}\n${name}: ${oneLine(words, MAX_LIST_CHARS)}`;
}

const questionsSchema = z.object({
  questions: z.array(z.object({ options: z.array(z.object({ label: z.string() })) }).catch({ options: [] })),
});

/** Offered answers came redacted with their question. What somebody wrote themselves did not, so it is not repeated. */
function answersText(input: unknown, answers: Record<string, string>): string {
  const { data } = questionsSchema.safeParse(input);
  const offered = new Set(data?.questions.flatMap(({ options }) => options.map(({ label }) => label)));
  const isOffered = (answer: string) =>
    offered.has(answer) || answer.split(', ').every((part) => offered.has(part));
  return Object.entries(answers)
    .map(([question, answer]) => `${question} ${isOffered(answer) ? answer : '(in own words)'}`)
    .join('; ');
}
