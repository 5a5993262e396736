import type { NoticeKind } from '@orrery/protocol';

/** What a request is remembered by once it was told of. */
export function requestKey(requestId: string): string {
  return `request ${requestId}`;
}

/** What an alert is remembered by once it was told of. */
export function alertKey(sessionId: string, { kind, since }: { kind: NoticeKind; since: number }): string {
  return `alert ${sessionId} ${kind} ${since}`;
}
