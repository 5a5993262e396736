import type { AuditEntry } from '@orrery/protocol';
import { unauthenticated } from '../auth/access.ts';
import type { Principal } from '../auth/principal.ts';

/** Who acts, as others are told of it. */
export interface Actor {
  name: string;
  kind: AuditEntry['actorKind'];
  /** In their own words; empty when they gave none. */
  why: string;
}

/** A signed-in person is who they are; a key is shared, so whoever acts through it can say who they are. */
export function actorOf(
  principal: Principal | null,
  said: { who?: string | undefined; why?: string | undefined } = {},
): Actor {
  if (principal === null) throw unauthenticated();
  const why = said.why ?? '';
  if (principal.kind === 'session') return { name: principal.name, kind: 'person', why };
  const name = said.who ? `${said.who} (key ${principal.name})` : principal.name;
  return { name, kind: 'apiKey', why };
}
