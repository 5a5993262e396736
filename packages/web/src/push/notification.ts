import type { PushPayload } from '@orrery/protocol';

/** What a notification carries to the moment when it is pressed. */
export interface NotificationData {
  sessionId: string;
  requestId: string | null;
  /** What that request asked when it was shown. */
  digest: string | null;
  title: string;
}

/** A notification as the browser takes it; some of this is newer than the compiler's own types. */
export interface NotificationParts {
  title: string;
  options: {
    body: string;
    tag: string;
    renotify: boolean;
    requireInteraction: boolean;
    silent: boolean;
    timestamp: number;
    data: NotificationData;
    actions: { action: string; title: string }[];
  };
}

/** What is shown for a push. The tag is the session: what a session says next replaces what it said before. */
export function notificationOf(payload: PushPayload, isLookedAt: boolean): NotificationParts {
  const { sessionId, requestId, digest, isWhole, title, body, at, kind } = payload;
  const isAnswerable = kind === 'permission' && requestId !== null && digest !== null;
  const asked = isAnswerable ? { requestId, digest } : { requestId: null, digest: null };
  const deny = { action: 'deny', title: 'Deny' };
  // Nobody says yes to what they were not shown; the notification itself leads to all of it.
  const answers = isWhole ? [{ action: 'approve', title: 'Approve' }, deny] : [deny];
  return {
    title,
    options: {
      body,
      tag: sessionId,
      renotify: !isLookedAt,
      requireInteraction: kind === 'permission' || kind === 'answer',
      // Whoever has the page before them sees it there.
      silent: isLookedAt,
      timestamp: at,
      data: { sessionId, ...asked, title },
      actions: isAnswerable ? answers : [],
    },
  };
}

/** Reads back what a notification carries; null for one that is not ours. */
export function readData(data: unknown): NotificationData | null {
  if (typeof data !== 'object' || data === null) return null;
  const { sessionId, requestId, digest, title } = data as Record<string, unknown>;
  if (typeof sessionId !== 'string' || typeof title !== 'string') return null;
  const textOf = (value: unknown) => (typeof value === 'string' ? value : null);
  return { sessionId, title, requestId: textOf(requestId), digest: textOf(digest) };
}

/** Page of a session. */
export const sessionPath = (sessionId: string): string => `/?session=${encodeURIComponent(sessionId)}`;

/** Where an answer goes. */
export function answerPath(requestId: string, action: 'approve' | 'deny'): string {
  return `/api/permissions/${encodeURIComponent(requestId)}/${action}`;
}

/** Why an answer did not arrive: no hub, or what the hub said. */
export type AnswerFailure = { status: number; message: string } | null;

/** Turned away before anything was tried. Any other answer of the hub says itself what happened and what did not. */
const REFUSED = [403, 429];

function reasonOf(failure: AnswerFailure, rest: string): string {
  if (failure === null)
    return 'The connection to the hub broke. If Orrery still shows the request, nothing was done.';
  if (failure.status === 401) return `You are signed out. ${rest} Open Orrery to sign in.`;
  return REFUSED.includes(failure.status) ? `${failure.message} ${rest}` : failure.message;
}

/** What is shown when an answer did not go through: what failed, what did not happen, what to do. */
export function failureOf(
  action: 'approve' | 'deny',
  data: NotificationData,
  failure: AnswerFailure,
): NotificationParts {
  const verb = action === 'approve' ? 'Approve' : 'Deny';
  const rest = action === 'approve' ? 'Nothing ran.' : 'Claude still waits.';
  return {
    title: failure === null ? `${verb} may not have reached the hub` : `${verb} did not go through`,
    options: {
      body: `${data.title}: ${reasonOf(failure, rest)}`,
      tag: data.sessionId,
      renotify: true,
      requireInteraction: true,
      silent: false,
      timestamp: 0,
      data: { ...data, requestId: null, digest: null },
      actions: [],
    },
  };
}
