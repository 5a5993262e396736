import { contentParts } from './content-parts.ts';
import type { EntryPart } from './entry.ts';
import { cutText, oneLine } from './long-text.ts';
import { listOf, numberOf, objectOf, type RawRecord, stringOf } from './record.ts';
import { type EntryBody, NOTHING_READ, type RecordReading } from './record-reading.ts';
import type { RecordSignal } from './record-signal.ts';
import { commandBody } from './user-record.ts';
import { readCommand } from './user-text.ts';

const MAX_ACTION_CHARS = 200;

/** A `system` record: ends of turns, compactions, API retries, and the client's notices. */
export function readSystemRecord(record: RawRecord): RecordReading {
  const subtype = stringOf(record.subtype) ?? '';
  switch (subtype) {
    case 'turn_duration':
      return { ...NOTHING_READ, signals: [{ type: 'turnClosed' }] };
    case 'stop_hook_summary':
      return readStopHooks(record);
    case 'compact_boundary':
      return readCompaction(record);
    case 'microcompact_boundary':
      return notice('compaction', 'older tool results cleared', contentParts(record.content));
    case 'api_error':
      return readApiRetry(record);
    case 'local_command':
      return readLocalCommand(record);
    case 'agents_killed':
      return { ...readNotice(record, subtype), signals: [{ type: 'agentsKilled' }] };
    default:
      return readNotice(record, subtype);
  }
}

function readStopHooks(record: RawRecord): RecordReading {
  const errors = listOf(record.hookErrors)
    .map((error) => stringOf(error) ?? stringOf(objectOf(error).message) ?? '')
    .filter((error) => error !== '');
  const isPrevented = record.preventedContinuation === true;
  const signals: RecordSignal[] = [{ type: 'turnClosed' }];
  if (errors.length === 0 && !isPrevented) return { body: null, signals, usage: null };
  const text = [stringOf(record.stopReason) ?? '', ...errors].filter((part) => part !== '').join('\n');
  return {
    ...notice('system', isPrevented ? 'stopped by a hook' : 'Stop hook failed', contentParts(text)),
    signals,
  };
}

function readCompaction(record: RawRecord): RecordReading {
  const meta = objectOf(record.compactMetadata);
  const trigger = stringOf(meta.trigger) ?? 'auto';
  const before = numberOf(meta.preTokens);
  const after = numberOf(meta.postTokens);
  const sizes = before === null ? '' : `, ${before} tokens${after === null ? '' : ` to ${after}`}`;
  const text = stringOf(record.content) ?? 'Conversation compacted';
  return {
    ...notice('compaction', `${trigger}${sizes}`, [{ type: 'text', ...cutText(text) }]),
    signals: [
      { type: 'compacted' },
      { type: 'acted', kind: 'notice', text: oneLine(text, MAX_ACTION_CHARS), isError: false },
    ],
  };
}

function readApiRetry(record: RawRecord): RecordReading {
  const error = objectOf(record.error);
  const status = numberOf(error.status);
  const words = stringOf(record.error) ?? apiErrorText(error) ?? 'API error';
  const text = oneLine(words, MAX_ACTION_CHARS);
  const attempt = numberOf(record.retryAttempt);
  const most = numberOf(record.maxRetries);
  const retry = attempt === null ? '' : `, retry ${attempt}${most === null ? '' : ` of ${most}`}`;
  return {
    ...notice('system', `API error${status === null ? '' : ` ${status}`}${retry}`, contentParts(words)),
    signals: [
      { type: 'turnOpened' },
      { type: 'apiFailed', text },
      { type: 'acted', kind: 'notice', text, isError: true },
    ],
  };
}

function readLocalCommand(record: RawRecord): RecordReading {
  const command = readCommand(stringOf(record.content) ?? '');
  if (command === null) return readNotice(record, 'local_command');
  const signals: RecordSignal[] = [];
  return { body: commandBody(command, signals), signals, usage: null };
}

/** The client's own words, else the API's: newer clients write its answer as it came, with the text two levels down. */
function apiErrorText(error: RawRecord): string | null {
  const answer = objectOf(error.error);
  return (
    stringOf(error.formatted) ??
    stringOf(error.message) ??
    stringOf(objectOf(answer.error).message) ??
    stringOf(answer.message)
  );
}

/** Any other notice: with words it is shown as such; without, it is a record that nobody knows. */
function readNotice(record: RawRecord, subtype: string): RecordReading {
  const text = stringOf(record.content) ?? stringOf(record.summary) ?? stringOf(record.message);
  if (text !== null)
    return notice('system', subtype === '' ? undefined : subtype.replaceAll('_', ' '), contentParts(text));
  return { body: null, signals: [], usage: null, isUnknown: true };
}

function notice(kind: EntryBody['kind'], note: string | undefined, parts: EntryPart[]): RecordReading {
  return { body: { kind, role: 'system', parts, note }, signals: [], usage: null };
}
