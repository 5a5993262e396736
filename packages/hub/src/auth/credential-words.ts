import type { ApiKeyRequest } from './api-keys.ts';
import type { JoinTokenRequest } from './join-tokens.ts';

/** A new key, as the audit log tells it. */
export function apiKeyAdded({ name, role, expiresMs }: ApiKeyRequest): string {
  const life = expiresMs === null ? ', never expires' : '';
  return `API key added: "${name}" (${role}${life})`;
}

/** A new join token, as the audit log tells it. */
export function joinTokenAdded({ name, uses }: Pick<JoinTokenRequest, 'name' | 'uses'>): string {
  return `Join token added: ${name ? `"${name}"` : 'without a name'}, ${uses} ${uses === 1 ? 'use' : 'uses'}`;
}

/** What ended with a password, as the audit log tells it. */
export function resetText({ ended, untold }: { ended: number; untold: number }): string {
  const browsers = untold === 1 ? '1 browser is' : `${untold} browsers are`;
  return `${ended} ${ended === 1 ? 'session' : 'sessions'} ended, ${browsers} notified no more`;
}

/** What ended beside the own session, as the audit log tells it. */
export function othersEnded({ ended, untold }: { ended: number; untold: number }): string {
  const sessions = ended === 1 ? '1 other session' : `${ended} other sessions`;
  const browsers = untold === 1 ? '1 other browser is' : `${untold} other browsers are`;
  return `${sessions} ended, ${browsers} notified no more`;
}
