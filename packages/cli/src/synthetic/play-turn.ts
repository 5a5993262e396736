import type { Actor } from './actor.ts';
import type { AgentRun, AgentTask } from './agent-run.ts';
import type { Project } from './projects.ts';
import type { Random } from './random.ts';
import type { SyntheticSession } from './session.ts';
import type { PhraseBook } from './text/phrase-book.ts';
import { type AnswerBlock, deniedOutcome } from './thread.ts';
import { anyTool } from './tools.ts';
import type { TranscriptClock } from './transcript-clock.ts';

export interface PlayOptions {
  random: Random;
  book: PhraseBook;
  project: Project;
  clock: TranscriptClock;
  /** Median length of a tool's answer. */
  chars: number;
  /** Answers with tools before the last one. */
  steps: number;
  /** Chance that a step is a sub-agent. */
  agentChance: number;
}

const AGENT_TYPES = ['Explore', 'general-purpose', 'code-reviewer', 'test-runner'] as const;

/** Most text that one tool answers with: what the client itself keeps of a long output. */
const LONGEST_ANSWER = 120_000;

/** One whole turn at once: prompt, answers, tools, sub-agents, end. */
export function playTurn(session: SyntheticSession, prompt: string, options: PlayOptions): void {
  const { random, book, clock } = options;
  session.prompt(prompt);
  clock.pass(random.around(2_500));
  for (let step = 0; step < options.steps; step += 1) {
    if (random.chance(options.agentChance)) {
      playAgent(session, options);
    } else {
      playStep(session.main, options);
    }
  }
  if (session.main.thread.options.entrypoint === 'cli' && random.chance(0.03)) refuse(session, options);
  else {
    session.main.answer([{ type: 'text', text: book.prose(random, random.around(500)) }]);
    session.endTurn();
  }
  clock.pass(random.around(60_000, 1.2));
}

/** A person says no to a tool and takes over. */
function refuse(session: SyntheticSession, { random, book, project }: PlayOptions): void {
  const { cwd, version } = session.main.thread.options;
  const plan = anyTool({ random, book, project, cwd, version, chars: 200 });
  const [tool] = session.main.answer([{ type: 'toolUse', name: plan.name, input: plan.input }]);
  if (tool !== undefined) session.main.finishTool(tool, deniedOutcome());
  session.interrupt();
}

/** One answer with one to three tool calls, and their results. */
function playStep(actor: Actor, options: PlayOptions): void {
  const { random, book, project, clock } = options;
  const { cwd, version } = actor.thread.options;
  const context = { random, book, project, cwd, version, chars: 0 };
  const plans = Array.from({ length: random.chance(0.18) ? random.int(2, 3) : 1 }, () =>
    anyTool({ ...context, chars: Math.min(LONGEST_ANSWER, random.around(options.chars, 1.1)) }),
  );
  const blocks: AnswerBlock[] = [];
  if (random.chance(0.3)) blocks.push({ type: 'thinking', text: book.prose(random, random.around(500)) });
  if (random.chance(0.4)) blocks.push({ type: 'text', text: book.prose(random, random.around(160, 0.6)) });
  for (const plan of plans) blocks.push({ type: 'toolUse', name: plan.name, input: plan.input });
  const tools = actor.answer(blocks);
  tools.forEach((tool, index) => {
    const plan = plans[index];
    if (plan === undefined) return;
    clock.pass(plan.takesMs);
    actor.finishTool(tool, plan.outcome);
  });
  clock.pass(random.around(3_000));
}

function playAgent(session: SyntheticSession, options: PlayOptions, by?: AgentRun): void {
  const { random, book, clock } = options;
  const run = session.startAgent(agentTask(random, book), by === undefined ? {} : { by });
  clock.pass(800);
  const steps = random.int(2, 9);
  for (let step = 0; step < steps; step += 1) {
    if (by === undefined && random.chance(0.05)) playAgent(session, options, run);
    else playStep(run.actor, options);
  }
  const result = book.prose(random, random.around(400));
  run.actor.answer([{ type: 'text', text: result }]);
  session.finishAgent(run, result);
  if (run.isBackground) session.main.answer([{ type: 'text', text: book.sentence(random) }]);
}

/** What an agent may be asked. */
function agentTask(random: Random, book: PhraseBook): AgentTask {
  const prompt = book.prose(random, random.around(300, 0.6));
  return { type: random.pick(AGENT_TYPES), description: prompt.split(/\s+/).slice(0, 5).join(' '), prompt };
}
