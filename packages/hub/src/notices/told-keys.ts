import type { NoticeKind } from '@orrery/protocol';

/** What a request is remembered by once it was told of. Its id is its machine's word: it says nothing of another's. */
export function requestKey(hostId: string, requestId: string): string {
  return `request ${hostId} ${requestId}`;
}

/** What an alert is remembered by once it was told of. */
export function alertKey(sessionId: string, { kind, since }: { kind: NoticeKind; since: number }): string {
  return `alert ${sessionId} ${kind} ${since}`;
}
