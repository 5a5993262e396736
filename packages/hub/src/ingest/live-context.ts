import type { HookReport, PermissionRequestView } from '@orrery/protocol';
import type { AlertThresholds } from '@orrery/transcript';
import type { HostRow, LiveRow, SessionRow } from '../storage/rows.ts';
import type { Storage } from '../storage/storage.ts';
import { toRequestViews } from './request-view.ts';

/** What a session's live state follows from, beside its transcript. */
export interface LiveContext {
  host: HostRow;
  /** Its running processes. */
  live: readonly LiveRow[];
  /** Newest hook report; null where no hook was heard. */
  hook: HookReport | null;
  /** What can be answered, oldest first. */
  requests: PermissionRequestView[];
  thresholds: AlertThresholds;
  now: number;
}

/** Reads what is reported of a session now. */
export function readLiveContext(
  storage: Storage,
  session: Pick<SessionRow, 'pk' | 'id'>,
  known: Pick<LiveContext, 'host' | 'thresholds' | 'now'>,
): LiveContext {
  return {
    ...known,
    live: storage.liveOfSession(session.pk),
    hook: storage.hookOfSession(session.pk)?.report ?? null,
    requests: toRequestViews(
      session.id,
      storage.requestsOfSession(session.pk).map(({ request }) => request),
    ),
  };
}
