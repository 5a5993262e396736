import type { RateLimitOptions } from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import { principalId } from '../auth/principal.ts';

/** Requests a minute, per address or (search, control) per person. */
export interface RateLimits {
  signIn: number;
  setup: number;
  join: number;
  search: number;
  /** Approve, deny, close and the like, each. */
  control: number;
}

/** Generous for people, useless for guessing. */
export const defaultRateLimits: RateLimits = { signIn: 10, setup: 10, join: 20, search: 600, control: 120 };

/** A limit for a route anybody can call: by address. */
export function byAddress(max: number): RateLimitOptions {
  return { max, timeWindow: 60_000 };
}

/** A limit for a route behind the sign-in: by person or key, so that a shared address is no shared limit. */
export function byPrincipal(max: number): RateLimitOptions {
  return { max, timeWindow: 60_000, keyGenerator: principalKey };
}

function principalKey({ principal, ip }: FastifyRequest): string {
  return principal === null ? ip : principalId(principal);
}
