import type { MessageUsage } from '../usage/token-usage.ts';
import type { EntryKind, EntryPart, EntryRole } from './entry.ts';
import type { RecordSignal } from './record-signal.ts';

/** The part of an entry that only the record's family knows. */
export interface EntryBody {
  kind: EntryKind;
  role: EntryRole;
  parts: EntryPart[];
  note?: string | undefined;
  messageId?: string | undefined;
  model?: string | undefined;
  stopReason?: string | undefined;
}

/** What one record family makes of a record: its entry (none for bookkeeping), and what it means for the session. */
export interface RecordReading {
  body: EntryBody | null;
  signals: RecordSignal[];
  usage: MessageUsage | null;
  isUnknown?: boolean;
}

/** A reading without entry and meaning. */
export const NOTHING_READ: RecordReading = Object.freeze({
  body: null,
  signals: Object.freeze([]) as unknown as RecordSignal[],
  usage: null,
});
