import { OrreryError, type Role } from '@orrery/protocol';

/** Who asks: a signed-in person or an API key. */
export type Principal =
  | {
      kind: 'session';
      sessionId: string;
      /** Hash of the page secret: with another one, this is not the page any more that it was. */
      pageHash: string;
      userId: string;
      name: string;
      email: string;
      role: Role;
    }
  | { kind: 'apiKey'; keyId: string; name: string; role: Role; expiresAt: number | null };

/** Who asks, and from where. */
export type Caller = Principal & { address: string };

const RANK: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 };

/** Throws `forbidden` unless the role includes the other one. */
export function checkRole(principal: Principal, least: Role): void {
  if (RANK[principal.role] >= RANK[least]) return;
  throw new OrreryError('forbidden', `This needs the role ${least}.`);
}

/** One name for all that a person or a key has open: limits count by it. */
export function principalId(principal: Principal): string {
  return principal.kind === 'session' ? `user:${principal.userId}` : `key:${principal.keyId}`;
}

/** Whether a key ran out while what it opened is open still. */
export function hasEnded(principal: Principal, now: number): boolean {
  return principal.kind === 'apiKey' && principal.expiresAt !== null && principal.expiresAt <= now;
}
