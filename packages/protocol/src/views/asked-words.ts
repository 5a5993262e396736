import type { PermissionRequestView } from './permission-request-view.ts';

/**
 * What somebody who answers a request says yes or no to, in the one form that is hashed. Hub and page come to the same text
 * from the same view; when the request ends is no part of it. JSON escapes what UTF-8 cannot hold, so bytes are the same too.
 */
export function askedWords(
  sessionId: string,
  request: Omit<PermissionRequestView, 'digest' | 'isWhole' | 'at' | 'expiresAt'>,
): string {
  const { id, kind, tool, text, input, agentId, agentType, alwaysAllow } = request;
  return JSON.stringify([
    'orrery request 1',
    sessionId,
    ...[id, kind, tool, text, input ?? null, agentId, agentType, alwaysAllow],
  ]);
}
