import type { HookReport, PermissionRequestView } from '@orrery/protocol';
import type { AlertThresholds } from '@orrery/transcript';
import type { HostRow, LiveRow } from '../storage/rows.ts';
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
  sessionPk: number,
  known: Pick<LiveContext, 'host' | 'thresholds' | 'now'>,
): LiveContext {
  return {
    ...known,
    live: storage.liveOfSession(sessionPk),
    hook: storage.hookOfSession(sessionPk)?.report ?? null,
    requests: toRequestViews(storage.requestsOfSession(sessionPk).map(({ request }) => request)),
  };
}
