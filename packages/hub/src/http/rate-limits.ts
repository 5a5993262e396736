import type { RateLimitOptions } from '@fastify/rate-limit';
import { OrreryError } from '@orrery/protocol';
import type { FastifyRequest } from 'fastify';
import { principalId } from '../auth/principal.ts';

/** Requests a minute and person or key, unless said otherwise. */
export interface RateLimits {
  /** Failed sign-ins to an account before the next ones wait. No number of them refuses the right password. */
  signIn: number;
  /** Changes of one's own account: useless for guessing the current password. */
  account: number;
  /** Refusals of an agent's key, and its links. */
  join: number;
  links: number;
  search: number;
  /** Approve, deny, close and the like, each. */
  control: number;
}

/** Generous for people, useless for guessing. */
export const defaultRateLimits: RateLimits = {
  signIn: 10,
  account: 10,
  join: 20,
  // A laptop whose network comes and goes each second is still within it.
  links: 60,
  search: 600,
  control: 120,
};

/**
 * The only limit that a route can have: by person or key. One by address is one for all behind a proxy or tunnel, where
 * strangers would use up the owner's share.
 */
export function byPrincipal(max: number): RateLimitOptions {
  return { max, timeWindow: 60_000, keyGenerator: principalKey };
}

function principalKey({ principal }: FastifyRequest): string {
  if (!principal) throw new OrreryError('internal', 'A route for everybody has a limit by person.');
  return principalId(principal);
}
