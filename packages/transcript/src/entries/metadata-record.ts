import { idOf, type RawRecord, stringOf } from './record.ts';
import { NOTHING_READ, type RecordReading } from './record-reading.ts';
import type { RecordSignal } from './record-signal.ts';
import { MAX_PATH_CHARS } from './record-stamp.ts';
import { parseTaskNotification } from './task-notification.ts';
import { addTaskEnd } from './user-record.ts';

/** Bookkeeping that says nothing to a reader, or repeats the conversation. */
const IGNORED: ReadonlySet<string> = new Set([
  'agent-name',
  'agent-color',
  'agent-setting',
  'tag',
  'mode',
  'file-history-snapshot',
  'file-history-delta',
  'cost-state',
  'api-request',
  'api-request-shape',
  'api-request-blob',
  'api-request-resumed',
  'tools-used',
  'atis-latch',
  'session-owner',
  'isolation-latch',
  'dev-mods',
  'memory-mode',
  'resume-head-vouch',
  'content-replacement',
  'fork-context-ref',
  'attribution-snapshot',
  'observer-ref',
  'history-suppression',
  'worktree-state',
  'pr-link',
  'bridge-session',
  'ended-by-model',
  'continued-in',
]);

/** A title is one line; what is stored of it is bounded whatever a file says. */
const MAX_TITLE_CHARS = 1000;

/** Records about the session rather than of it. Null when the type is none of them. */
export function readMetadataRecord(type: string, record: RawRecord): RecordReading | null {
  if (IGNORED.has(type) || type.startsWith('data-flow-')) return NOTHING_READ;
  const signals: RecordSignal[] = [];
  switch (type) {
    case 'custom-title':
      addTitle('custom', record.customTitle, signals);
      break;
    case 'ai-title':
      addTitle('ai', record.aiTitle, signals);
      break;
    case 'summary':
      addSummary(record, signals);
      break;
    case 'permission-mode':
      addMode(record.permissionMode, signals);
      break;
    case 'relocated':
      if (typeof record.relocatedCwd === 'string')
        signals.push({ type: 'relocated', cwd: record.relocatedCwd.slice(0, MAX_PATH_CHARS) });
      break;
    case 'derived-from':
      addOrigin(record, signals);
      break;
    case 'last-prompt':
      addLeaf(record.leafUuid, signals);
      break;
    case 'queue-operation':
      addQueued(record, signals);
      break;
    default:
      return null;
  }
  return { body: null, signals, usage: null };
}

function addLeaf(value: unknown, signals: RecordSignal[]): void {
  const uuid = idOf(value);
  if (uuid !== null) signals.push({ type: 'leafNamed', uuid });
}

function addMode(value: unknown, signals: RecordSignal[]): void {
  const mode = idOf(value);
  if (mode !== null) signals.push({ type: 'permissionMode', mode });
}

function addTitle(source: 'custom' | 'ai', title: unknown, signals: RecordSignal[]): void {
  if (typeof title === 'string')
    signals.push({ type: 'titled', source, text: title.slice(0, MAX_TITLE_CHARS) });
}

function addSummary(record: RawRecord, signals: RecordSignal[]): void {
  const text = stringOf(record.summary);
  if (text)
    signals.push({
      type: 'summarised',
      leafUuid: idOf(record.leafUuid) ?? '',
      text: text.slice(0, MAX_TITLE_CHARS),
    });
}

function addOrigin(record: RawRecord, signals: RecordSignal[]): void {
  const sessionId = idOf(record.derivedFrom) ?? idOf(record.parentSessionId) ?? idOf(record.fromSessionId);
  if (sessionId) signals.push({ type: 'derivedFrom', sessionId });
}

/** A task's report waits in the queue before it becomes a turn: the first sign that the task is over. */
function addQueued(record: RawRecord, signals: RecordSignal[]): void {
  const notification =
    record.operation === 'enqueue' ? parseTaskNotification(stringOf(record.content) ?? '') : null;
  if (notification !== null) addTaskEnd(notification, signals);
}
