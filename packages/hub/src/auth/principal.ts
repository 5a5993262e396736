import type { Role } from '@orrery/protocol';

/** Who asks: a signed-in person or an API key. */
export type Principal =
  | { kind: 'session'; sessionId: string; userId: string; name: string; email: string; role: Role }
  | { kind: 'apiKey'; keyId: string; name: string; role: Role };

const RANK: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 };

/** True when the role includes the other one. */
export function hasRole(principal: Principal, least: Role): boolean {
  return RANK[principal.role] >= RANK[least];
}
