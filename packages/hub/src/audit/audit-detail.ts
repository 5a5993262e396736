import type { HeldRequest } from '@orrery/protocol';
import { oneLine, toolArgument } from '@orrery/transcript';
import type { Decision } from '../control/permission-desk.ts';
import { parseInput } from '../ingest/request-view.ts';

/** Longest list of rules that is written down. */
const MAX_RULES_CHARS = 1_000;

/** What was decided on: the tool and its argument, redacted as the agent sent them, and the rules that were added. */
export function decisionDetail(
  { tool, input, suggestions }: Pick<HeldRequest, 'tool' | 'input' | 'suggestions'>,
  decision: Decision,
): string {
  const argument = toolArgument(tool, parseInput(input));
  const asked = argument === '' ? tool : `${tool}: ${argument}`;
  if (decision.behavior === 'deny' || decision.alwaysAllow.length === 0) return asked;
  const rules = decision.alwaysAllow.map((index) => suggestions[index] ?? '').join('; ');
  return `${asked}\nAlways allowed from now on: ${oneLine(rules, MAX_RULES_CHARS)}`;
}
