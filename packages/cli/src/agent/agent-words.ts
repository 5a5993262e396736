import { grantsNow } from '@orrery/agent';
import { GRANT_WORDS, type Grant } from '@orrery/protocol';
import type { LocalAgent } from './local-agents.ts';

/** The first line of every answer: which hub it is about. */
export function hubLine({ hubUrl, hubKeyHash, hasJoined }: LocalAgent): string {
  if (hubUrl === null)
    return hasJoined ? 'hub: unknown, the identity of this agent cannot be read' : 'hub: none joined yet';
  return `hub: ${hubUrl}${hubKeyHash === null ? ', not met yet' : ''}`;
}

/** What the owner of this machine lets the hub do. */
export function readAllowed(stateDir: string): readonly Grant[] {
  return grantsNow(stateDir).allows;
}

/** "The hub may close sessions. It may not open terminals, ..." */
export function describeGrants(allows: readonly Grant[]): string {
  const all = Object.keys(GRANT_WORDS) as Grant[];
  const name = (grant: Grant) => `${GRANT_WORDS[grant]} (${grant})`;
  const may = all.filter((grant) => allows.includes(grant)).map(name);
  const mayNot = all.filter((grant) => !allows.includes(grant)).map(name);
  const lines = [
    may.length === 0 ? 'The hub may do nothing on this machine but read.' : `The hub may ${may.join(', ')}.`,
  ];
  if (mayNot.length > 0) lines.push(`It may not ${mayNot.join(', ')}.`);
  return lines.join('\n');
}

/** Hooks in the settings that nobody on the hub may answer are of no use, and a person has to be told. */
export function forbiddenHooksWords(hooks: string, allows: readonly Grant[]): string {
  if (hooks === 'absent' || allows.includes('hooks')) return '';
  return 'They do nothing: the hub may not answer permission requests. To let it: orrery agent allow hooks';
}
