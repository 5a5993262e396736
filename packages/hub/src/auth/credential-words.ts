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
