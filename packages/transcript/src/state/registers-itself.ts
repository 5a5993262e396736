import type { SessionFacts } from '../session/session-view.ts';

/** First version seen to keep `sessions/<pid>.json`; 2.1.19 did not, nothing between was looked at. */
const FIRST = [2, 1, 120];

/**
 * Whether a client of this kind and version registers every process it starts. For such a session the missing entry is
 * a report: it does not run. IDE and desktop sessions are left out, since some of their versions do not register.
 */
export function registersItself(facts: Pick<SessionFacts, 'client' | 'clientVersion'>): boolean {
  if (facts.client !== 'cli' && facts.client !== 'sdk') return false;
  const version = /^(\d+)\.(\d+)\.(\d+)/.exec(facts.clientVersion ?? '');
  if (version === null) return false;
  for (const [at, least] of FIRST.entries()) {
    const part = Number(version[at + 1]);
    if (part !== least) return part > least;
  }
  return true;
}
