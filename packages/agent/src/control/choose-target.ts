import type { CloseTarget } from '../live/close-target.ts';
import type { CloseCommand, CloseResult } from './close-command.ts';
import type { Verdict } from './judge-target.ts';

/** The process to end, or the answer where there is none. */
export type Choice = { kind: 'target'; target: CloseTarget } | { kind: 'answer'; result: CloseResult };

/** A process of the session with what the machine says of it. */
export interface Judged {
  target: CloseTarget;
  verdict: Verdict;
}

/** Picks the process that a person meant: the one that the page showed, if it still runs the session. */
export function chooseTarget(command: Pick<CloseCommand, 'pid'>, judged: readonly Judged[]): Choice {
  const isMeant = ({ target }: Judged): boolean =>
    command.pid === null ? target.jobId !== null || target.kind === 'bg' : target.pid === command.pid;
  const verified = judged.filter(({ verdict }) => verdict.kind === 'verified');
  const meant = verified.find(isMeant)?.target;
  if (meant?.isCertain === true) return { kind: 'target', target: meant };
  if (meant !== undefined) {
    const why = `Process ${meant.pid} keeps no registry, and another session of its folder fits it as well.`;
    return answer('refused', `${why} Nothing was stopped. Close it in its terminal.`);
  }
  const other = verified[0]?.target;
  if (other !== undefined) {
    return answer(
      'refused',
      `The session now runs as process ${other.pid}. Nothing was stopped. Look again.`,
    );
  }
  const refusals = judged.filter(({ verdict }) => verdict.kind === 'refused');
  const refusal = (refusals.find(isMeant) ?? refusals[0])?.verdict;
  if (refusal?.kind === 'refused') return answer('refused', refusal.message);
  const gone = judged.find(isMeant)?.verdict;
  return answer('stale', gone?.kind === 'gone' ? gone.message : 'Was gone already: no process of it runs.');
}

function answer(outcome: CloseResult['outcome'], message: string): Choice {
  return { kind: 'answer', result: { outcome, message } };
}
