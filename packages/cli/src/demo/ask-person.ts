import type { Ask } from './ask.ts';
import { type AskPlan, suggestionsOf } from './ask-plan.ts';
import { type AskingAgent, DIALOG_MS, type Life } from './life.ts';
import type { Pause } from './pause.ts';
import type { Decision } from './permission-hook.ts';
import { pause } from './script.ts';

/** Begins a wait: null where "always allow" has answered already. */
export function* beginAsk(
  life: Life,
  plan: AskPlan,
  agent?: AskingAgent,
): Generator<Pause, Ask | null, void> {
  if (plan.rule !== null && life.allowed.has(plan.rule)) {
    yield pause(life, 0.5, 2);
    return null;
  }
  const ask = life.ask({ tool: plan.tool, suggestions: suggestionsOf(plan), ...(agent && { agent }) });
  yield DIALOG_MS;
  life.setStatus('waiting', plan.waitingFor);
  return ask;
}

/** Ends a wait: what was decided on a page, or null for somebody at the keyboard. */
export function endAsk(life: Life, plan: AskPlan, ask: Ask): Decision | null {
  const decision = ask.decision();
  life.endAsk(ask);
  life.setStatus('busy');
  const isForEver = decision?.behavior === 'allow' && decision.updatedPermissions.length > 0;
  if (isForEver && plan.rule !== null) life.allowed.add(plan.rule);
  return decision;
}

/** Waits until somebody decides on a page, or this time is over and somebody at the keyboard has. */
export function* askPerson(
  life: Life,
  plan: AskPlan,
  staysMs: number,
): Generator<Pause, Decision | null, void> {
  const ask = yield* beginAsk(life, plan);
  if (ask === null) return null;
  yield { ms: staysMs, until: ask.settled };
  return endAsk(life, plan, ask);
}
