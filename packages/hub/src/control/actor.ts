import type { AuditEntry } from '@orrery/protocol';
import { unauthenticated } from '../auth/access.ts';
import type { Principal } from '../auth/principal.ts';
import { plainLine } from './plain-line.ts';

/** Who acts, as others are told of it. */
export interface Actor {
  name: string;
  kind: AuditEntry['actorKind'];
  /** In their own words; empty when they gave none. */
  why: string;
}

const MAX_WHO_CHARS = 128;
const MAX_WHY_CHARS = 512;

/** A signed-in person is who they are; a key is shared, so whoever acts through it can say who they are. */
export function actorOf(
  principal: Principal | null,
  said: { who?: string | undefined; why?: string | undefined } = {},
): Actor {
  if (principal === null) throw unauthenticated();
  const why = plainLine(said.why ?? '', MAX_WHY_CHARS);
  if (principal.kind === 'session') return { name: principal.name, kind: 'person', why };
  // Pages, the audit log and Claude are told this name.
  const who = plainLine(said.who ?? '', MAX_WHO_CHARS);
  const name = who === '' ? principal.name : `${who} (key ${principal.name})`;
  return { name, kind: 'apiKey', why };
}
