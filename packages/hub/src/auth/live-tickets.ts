import type { Clock } from '../server/clock.ts';
import { hashSecret, randomSecret } from './secret.ts';

/** Tickets for one socket each: a browser can send no header with an upgrade, so the page fetches one just before. */
export interface LiveTickets {
  issue(sessionId: string): { ticket: string; expiresInMs: number };
  /** The session that a ticket is of, once; null for one that is used up, too old or unknown. */
  redeem(ticket: string): string | null;
  /** Makes all tickets of a session worthless. */
  drop(sessionId: string): void;
}

/** Time for one round trip on a slow line. */
const LIFE_MS = 15_000;

/** Tabs of a session that connect at the same moment, after a restart of the hub. */
const MAX_PER_SESSION = 32;

/** In memory only: a hub that starts anew has no use for them. */
export function createLiveTickets(clock: Clock): LiveTickets {
  /** By session, oldest first. */
  const open = new Map<string, { hash: string; endsAt: number }[]>();
  const sessionOf = new Map<string, string>();
  const forget = (sessionId: string, isOver: (ticket: { hash: string; endsAt: number }) => boolean) => {
    const held = open.get(sessionId) ?? [];
    for (const ticket of held.filter(isOver)) sessionOf.delete(ticket.hash);
    const left = held.filter((ticket) => !isOver(ticket));
    if (left.length === 0) open.delete(sessionId);
    else open.set(sessionId, left);
    return left;
  };
  return {
    issue: (sessionId) => {
      const now = clock.now();
      for (const id of [...open.keys()]) forget(id, ({ endsAt }) => endsAt <= now);
      const held = open.get(sessionId) ?? [];
      const oldest = held.length >= MAX_PER_SESSION ? held[0]?.hash : undefined;
      if (oldest !== undefined) forget(sessionId, ({ hash }) => hash === oldest);
      const ticket = randomSecret();
      const hash = hashSecret(ticket);
      open.set(sessionId, [...(open.get(sessionId) ?? []), { hash, endsAt: now + LIFE_MS }]);
      sessionOf.set(hash, sessionId);
      return { ticket, expiresInMs: LIFE_MS };
    },
    drop: (sessionId) => void forget(sessionId, () => true),
    redeem: (ticket) => {
      const given = hashSecret(ticket);
      const sessionId = sessionOf.get(given);
      if (sessionId === undefined) return null;
      const isGood = open.get(sessionId)?.some(({ hash, endsAt }) => hash === given && endsAt > clock.now());
      forget(sessionId, ({ hash }) => hash === given);
      return isGood ? sessionId : null;
    },
  };
}
