import { askPerson } from './ask-person.ts';
import { type AskKind, askPlan, outcomeOf, reactionTo } from './ask-plan.ts';
import type { Life } from './life.ts';
import { begin, call, finish, LONGEST_PAST_STEP_MS, pause, prompts, type Script, step } from './script.ts';

/** How long each kind has been waiting when the demo starts, and how long it still will. */
const WAITS: Record<AskKind, { askedBeforeBootMs: number; staysMs: number }> = {
  // Soon after the start: what can be answered from the page, which waits since then, stands before it.
  permission: { askedBeforeBootMs: -9_000, staysMs: 400_000 },
  question: { askedBeforeBootMs: 52_000, staysMs: 600_000 },
  plan: { askedBeforeBootMs: 23_000, staysMs: 500_000 },
};

/** Works, then needs a person; gets an answer from a page or after some minutes, and works on. */
export function* waitingScript(life: Life, kind: AskKind): Script {
  const { askedBeforeBootMs, staysMs } = WAITS[kind];
  const plan = askPlan(kind);
  for (const prompt of prompts(life)) {
    const { main } = life.session();
    begin(life, prompt);
    const askAt = life.bootMs - askedBeforeBootMs;
    do yield* step(life, main);
    while (life.clock.now() + LONGEST_PAST_STEP_MS < askAt);
    yield Math.max(0, askAt - life.clock.now());
    const pending = call(main, plan.tool);
    const decision = yield* askPerson(life, plan, askedBeforeBootMs + staysMs);
    main.finishTool(pending, outcomeOf(plan, decision));
    yield* step(life, main, reactionTo(plan, decision));
    for (let index = 0; index < 5; index += 1) yield* step(life, main);
    finish(life);
    yield pause(life, 30, 90);
  }
}
