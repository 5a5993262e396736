import type { AuditEntry } from '@orrery/protocol';
import { unauthenticated } from '../auth/access.ts';
import type { Caller } from '../auth/principal.ts';
import { plainLine } from './plain-line.ts';

/** Who acts, as others are told of it. */
export interface Actor {
  name: string;
  kind: AuditEntry['actorKind'];
  /** In their own words; empty when they gave none. */
  why: string;
  /** Where they act from; null for what the hub does by itself. */
  address: string | null;
  /** A key through which nobody said who they are. */
  isBareKey?: boolean;
}

const MAX_WHO_CHARS = 128;
const MAX_WHY_CHARS = 512;

/** A signed-in person is who they are; a key is shared, so whoever acts through it can say who they are. */
export function actorOf(
  caller: Caller | null,
  said: { who?: string | undefined; why?: string | undefined } = {},
): Actor {
  if (caller === null) throw unauthenticated();
  const { address } = caller;
  const why = plainLine(said.why ?? '', MAX_WHY_CHARS);
  if (caller.kind === 'session') return { name: caller.name, kind: 'person', why, address };
  // Pages, the audit log and Claude are told this name.
  const who = plainLine(said.who ?? '', MAX_WHO_CHARS);
  const name = who === '' ? caller.name : `${who} (key ${caller.name})`;
  return { name, kind: 'apiKey', why, address, isBareKey: who === '' };
}

/** Who acts, in a sentence for somebody who expects a person. */
export function byWords({ name, isBareKey = false }: Actor): string {
  return isBareKey ? `the API key ${name}` : name;
}
