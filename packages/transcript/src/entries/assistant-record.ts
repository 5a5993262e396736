import { contentParts } from './content-parts.ts';
import type { EntryPart } from './entry.ts';
import { oneLine } from './long-text.ts';
import { contextTokensOf, hasImpossibleUsage, readMessageUsage, SYNTHETIC_MODEL } from './message-usage.ts';
import { idOf, numberOf, objectOf, type RawRecord } from './record.ts';
import type { RecordReading } from './record-reading.ts';
import type { RecordSignal } from './record-signal.ts';
import type { RecordStamp } from './record-stamp.ts';

const MAX_ACTION_CHARS = 200;

/** An `assistant` record: one content block of an API message, or the client's own error message. */
export function readAssistantRecord(record: RawRecord, stamp: RecordStamp): RecordReading {
  const message = objectOf(record.message);
  const parts = contentParts(message.content);
  if (record.isApiErrorMessage === true) return readApiFailure(record, parts);
  const isUsageRefused = hasImpossibleUsage(record);
  const usage = isUsageRefused ? null : readMessageUsage(record, stamp);
  const signals: RecordSignal[] = [];
  if (usage !== null) {
    signals.push({ type: 'answered', model: usage.model, contextTokens: contextTokensOf(usage) });
  }
  if (isUsageRefused) signals.push({ type: 'usageRefused' });
  for (const part of parts) addPartSignals(part, signals);
  const stopReason = idOf(message.stop_reason) ?? undefined;
  signals.push(turnSignal(parts, stopReason));
  const model = idOf(message.model) ?? undefined;
  return {
    body: {
      kind: 'assistant',
      role: 'assistant',
      parts,
      messageId: idOf(message.id) ?? undefined,
      model: model === SYNTHETIC_MODEL ? undefined : model,
      stopReason,
      note: noteOf(record.isAbortedMidStream === true, isUsageRefused),
    },
    signals,
    usage,
  };
}

function noteOf(isInterrupted: boolean, isUsageRefused: boolean): string | undefined {
  const notes = [
    isInterrupted ? 'interrupted' : '',
    isUsageRefused ? 'its token counts cannot be right and are not counted' : '',
  ].filter(Boolean);
  return notes.length === 0 ? undefined : notes.join('; ');
}

function addPartSignals(part: EntryPart, signals: RecordSignal[]): void {
  if (part.type === 'toolUse') {
    signals.push({ type: 'toolUsed', id: part.id, name: part.name, input: part.input });
  } else if (part.type === 'text' && part.text !== '') {
    signals.push({ type: 'acted', kind: 'text', text: oneLine(part.text, MAX_ACTION_CHARS), isError: false });
  }
}

/** Open while the model will go on by itself. Clients up to 2.1.19 leave `stop_reason` null on the last line too. */
function turnSignal(parts: EntryPart[], stopReason: string | undefined): RecordSignal {
  if (parts.some((part) => part.type === 'toolUse')) return { type: 'turnOpened' };
  switch (stopReason) {
    case 'end_turn':
    case 'stop_sequence':
    case 'refusal':
      return { type: 'turnClosed' };
    case undefined:
      return parts.some((part) => part.type === 'text')
        ? { type: 'turnClosed', isGuess: true }
        : { type: 'turnOpened' };
    default:
      return { type: 'turnOpened' };
  }
}

/** The API failed for good: the client says so in the assistant's name, and the turn is over. */
function readApiFailure(record: RawRecord, parts: EntryPart[]): RecordReading {
  const status = numberOf(record.apiErrorStatus);
  const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join(' ');
  return {
    body: {
      kind: 'system',
      role: 'system',
      parts,
      note: status === null ? 'API error' : `API error ${status}`,
    },
    signals: [
      { type: 'turnClosed' },
      { type: 'acted', kind: 'notice', text: oneLine(text, MAX_ACTION_CHARS), isError: true },
    ],
    usage: null,
  };
}
