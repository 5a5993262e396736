import { jsonExcess } from '../lines/json-bounds.ts';
import type { SourceLine } from '../session/session-projection.ts';
import type { MessageUsage } from '../usage/token-usage.ts';
import { readAssistantRecord } from './assistant-record.ts';
import { readAttachmentRecord } from './attachment-record.ts';
import type { EntryDraft } from './entry.ts';
import { decodeLine, isBlank, isSkippable, rawText } from './line-bytes.ts';
import { lineHash } from './line-hash.ts';
import { cutText } from './long-text.ts';
import { readMetadataRecord } from './metadata-record.ts';
import { wrongTimeWords } from './plausible-time.ts';
import { readProgressRecord } from './progress-record.ts';
import { isRecord, type RawRecord, stringOf } from './record.ts';
import { type EntryBody, NOTHING_READ, type RecordReading } from './record-reading.ts';
import type { RecordSignal } from './record-signal.ts';
import { type RecordStamp, readStamp } from './record-stamp.ts';
import { readSystemRecord } from './system-record.ts';
import { readUserRecord } from './user-record.ts';

/** A note is a few words beside the parts. */
const MAX_NOTE_CHARS = 500;

/** A line, read by itself: what it is, its entry, and what it means for its session. */
export interface ParsedLine {
  outcome: 'known' | 'unknown' | 'malformed' | 'blank';
  type: string;
  /** `agentId`, and `at` where the record has no time, are filled in by the projection. */
  draft: EntryDraft | null;
  /** Null for malformed and blank lines. */
  stamp: RecordStamp | null;
  signals: readonly RecordSignal[];
  usage: MessageUsage | null;
}

/**
 * Reads one line. Never throws: what is not JSON is `malformed`, what is not known is `unknown`. With `receivedAt`, times are
 * held within what can be.
 */
export function parseLine(line: SourceLine, receivedAt: number | null = null): ParsedLine {
  if (isBlank(line.bytes)) return plain('blank', '');
  const skipped = isSkippable(line.bytes);
  if (skipped !== null) return plain('known', skipped);
  const text = decodeLine(line.bytes);
  const excess = jsonExcess(text);
  if (excess !== null) return malformed(line, excess);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return malformed(line, error instanceof Error ? error.message : String(error));
  }
  if (!isRecord(value)) return malformed(line, 'not a JSON object');
  return parseRecord(line, value, receivedAt);
}

/** Types whose records can be unknown only by their form. */
const FAMILIES: ReadonlySet<string> = new Set(['user', 'assistant', 'system', 'attachment', 'progress']);

function parseRecord(line: SourceLine, record: RawRecord, receivedAt: number | null): ParsedLine {
  const stamp = readStamp(record, receivedAt);
  const type = stringOf(record.type) ?? '';
  const reading = readRecord(type, record, stamp);
  const isUnknown = reading === null || reading.isUnknown === true;
  const body = isUnknown ? unknownBody(type, line.bytes) : reading.body;
  return {
    outcome: isUnknown ? 'unknown' : 'known',
    type,
    draft: body === null ? null : draftOf(body, stamp, line, isUnknown),
    stamp,
    signals: reading?.signals ?? [],
    usage: reading?.usage ?? null,
  };
}

function readRecord(type: string, record: RawRecord, stamp: RecordStamp): RecordReading | null {
  switch (type) {
    case 'user':
      return hasContent(record.message) ? readUserRecord(record) : null;
    case 'assistant':
      return hasContent(record.message) ? readAssistantRecord(record, stamp) : null;
    case 'system':
      return readSystemRecord(record);
    case 'attachment':
      return readAttachmentRecord(record);
    case 'progress':
      return readProgressRecord(record);
    default:
      return readMetadataRecord(type, record);
  }
}

/** A message whose content is neither text nor blocks is of a form that nobody knows. */
function hasContent(message: unknown): boolean {
  return isRecord(message) && (typeof message.content === 'string' || Array.isArray(message.content));
}

function draftOf(body: EntryBody, stamp: RecordStamp, line: SourceLine, isUnknown: boolean): EntryDraft {
  const draft: EntryDraft = {
    uuid: stamp.uuid ?? `line:${lineHash(line.bytes)}`,
    kind: body.kind,
    role: body.role,
    at: stamp.at,
    agentId: stamp.agentId,
    parentUuid: stamp.parentUuid,
    parts: body.parts,
  };
  // Assigned one by one: absent optional fields keep the stored form small.
  if (body.messageId !== undefined) draft.messageId = body.messageId;
  if (body.model !== undefined) draft.model = body.model;
  if (body.stopReason !== undefined) draft.stopReason = body.stopReason;
  if (body.note !== undefined) draft.note = cutText(body.note, MAX_NOTE_CHARS).text;
  if (isUnknown) draft.offset = line.offset;
  if (stamp.wrongAt !== null) {
    draft.isTimeWrong = true;
    draft.note = joinNotes(draft.note, wrongTimeWords(stamp.wrongAt));
  }
  return draft;
}

function joinNotes(note: string | undefined, more: string): string {
  return note === undefined ? more : `${note}; ${more}`;
}

function unknownBody(type: string, bytes: Uint8Array): EntryBody {
  return {
    kind: 'unknown',
    role: 'system',
    parts: [{ type: 'raw', ...cutText(rawText(bytes)) }],
    note: unknownNote(type),
  };
}

function unknownNote(type: string): string {
  if (type === '') return 'record without a type';
  const name = `"${type.slice(0, 100)}"`;
  return FAMILIES.has(type) ? `${name} record of unknown form` : `record of unknown type ${name}`;
}

function malformed(line: SourceLine, reason: string): ParsedLine {
  const draft: EntryDraft = {
    uuid: `line:${lineHash(line.bytes)}`,
    kind: 'malformed',
    role: 'system',
    at: null,
    agentId: null,
    parentUuid: null,
    note: reason.slice(0, 300),
    offset: line.offset,
    parts: [{ type: 'raw', ...cutText(rawText(line.bytes)) }],
  };
  return { ...plain('malformed', ''), draft };
}

function plain(outcome: ParsedLine['outcome'], type: string): ParsedLine {
  return { outcome, type, draft: null, stamp: null, signals: NOTHING_READ.signals, usage: null };
}
