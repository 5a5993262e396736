import type { Actor } from '../synthetic/actor.ts';
import type { AnswerBlock, PendingTool } from '../synthetic/thread.ts';
import { bashTool, editTool, grepTool, readTool, type ToolPlan } from '../synthetic/tools.ts';
import type { Life } from './life.ts';
import type { Pause } from './pause.ts';

/** What a session does, in order; at each yield it does nothing for a while. */
export type Script = Generator<Pause, void, void>;

/** The past is told with longer pauses: a day of it must not weigh as much as the live part. */
const PAST_PACE = 5;

/** No step of the past takes longer. */
export const LONGEST_PAST_STEP_MS = (12 + 4) * 1_000 * PAST_PACE;

/** A pause between `low` and `high` seconds. */
export function pause(life: Life, low: number, high: number): number {
  const seconds = low + life.random.next() * (high - low);
  return seconds * 1_000 * (life.clock.isLive ? 1 : PAST_PACE);
}

/** A tool call as this project would make it. */
function nextTool(life: Life): ToolPlan {
  const { random, book, project, cwd } = life;
  const context = {
    random,
    book,
    project,
    cwd,
    version: life.session().version,
    chars: random.around(700, 0.7),
  };
  const dice = random.next();
  if (dice < 0.36) {
    const [command, output] = random.pick(life.plan.kit.commands);
    return bashTool(context, { command, output });
  }
  if (dice < 0.66) return readTool(context);
  if (dice < 0.88) return editTool(context);
  return grepTool(context);
}

/** Thinks, calls a tool, waits for it. `saying`: words that come before the call. */
export function* step(life: Life, actor: Actor, saying: string | null = null): Script {
  const { random, plan } = life;
  yield pause(life, 3, 12);
  const blocks: AnswerBlock[] = [];
  if (random.chance(0.3)) blocks.push({ type: 'thinking', text: random.pick(plan.kit.thoughts) });
  const says = random.chance(0.3) ? random.pick(plan.kit.says) : null;
  const text = saying ?? says;
  if (text !== null) blocks.push({ type: 'text', text });
  const tool = nextTool(life);
  const pending = call(actor, tool, blocks);
  yield pause(life, 0.4, 4);
  actor.finishTool(pending, tool.outcome);
}

/** Writes the answer with a tool call and leaves it open. */
export function call(
  actor: Actor,
  tool: Pick<ToolPlan, 'name' | 'input'>,
  before: AnswerBlock[] = [],
): PendingTool {
  const [pending] = actor.answer([...before, { type: 'toolUse', name: tool.name, input: tool.input }]);
  if (pending === undefined) throw new Error('An answer with a tool call gives a pending tool.');
  return pending;
}

/** A person says something, Claude works, and the turn ends. */
export function* turn(life: Life, prompt: string, steps: number): Script {
  begin(life, prompt);
  for (let index = 0; index < steps; index += 1) yield* step(life, life.session().main);
  yield pause(life, 2, 5);
  finish(life);
}

/** A person's turn. The first one brings files along, so that contexts are as full as in life. */
export function begin(life: Life, prompt: string): void {
  const { main } = life.session();
  life.setStatus('busy');
  life.session().prompt(prompt);
  if (main.spent().output === 0) main.hear(life.random.int(20_000, 380_000));
}

/** The last answer of a turn. */
export function finish(life: Life): void {
  const session = life.session();
  session.main.answer([{ type: 'text', text: life.random.pick(life.plan.kit.says) }]);
  session.endTurn();
  life.setStatus('idle');
}

/** What the person says next: the title first, then questions about it. */
export function* prompts(life: Life): Generator<string, never, void> {
  yield life.plan.title;
  for (;;) yield life.random.pick(life.plan.kit.followUps);
}
