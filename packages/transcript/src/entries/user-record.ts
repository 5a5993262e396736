import { contentParts, plainText } from './content-parts.ts';
import { oneLine } from './long-text.ts';
import { idOf, listOf, objectOf, type RawRecord } from './record.ts';
import type { EntryBody, RecordReading } from './record-reading.ts';
import type { RecordSignal } from './record-signal.ts';
import { parseTaskNotification, type TaskNotification } from './task-notification.ts';
import { isToolResult, readToolOutcomes } from './tool-outcome.ts';
import { classifyUserText, typedText, type UserText } from './user-text.ts';

const MAX_ACTION_CHARS = 200;

/** A `user` record: a person's words, tool answers, or what the client says in a person's name. */
export function readUserRecord(record: RawRecord): RecordReading {
  const content = objectOf(record.message).content;
  const signals: RecordSignal[] = [];
  const mode = idOf(record.permissionMode);
  if (mode !== null) signals.push({ type: 'permissionMode', mode });
  const body = listOf(content).some(isToolResult)
    ? readAnswers(record, content, signals)
    : readWords(record, content, signals);
  return { body, signals, usage: null };
}

function readAnswers(record: RawRecord, content: unknown, signals: RecordSignal[]): EntryBody {
  const outcomes = readToolOutcomes(record, content);
  for (const outcome of outcomes) signals.push({ type: 'toolAnswered', outcome });
  signals.push({ type: 'turnOpened' });
  const state = outcomes[0]?.state;
  // The client says "rejected" both for a refusal and for Esc in a running tool; the next record tells which.
  const note = state === 'denied' ? 'rejected' : state === 'interrupted' ? state : undefined;
  return { kind: 'toolResult', role: 'user', parts: contentParts(content), note };
}

function readWords(record: RawRecord, content: unknown, signals: RecordSignal[]): EntryBody {
  const text = plainText(content);
  const reading = classifyUserText(record, text);
  switch (reading.kind) {
    case 'prompt':
      addPrompt(typedText(text), false, signals);
      return { kind: 'prompt', role: 'user', parts: contentParts(content) };
    case 'notification':
      return readNotification(text, signals);
    case 'interruption':
      signals.push({ type: 'interrupted', isMidway: typeof record.interruptedMessageId === 'string' });
      signals.push({ type: 'turnClosed' });
      signals.push({ type: 'acted', kind: 'notice', text: 'Interrupted', isError: false });
      return { kind: 'interruption', role: 'user', parts: [{ type: 'text', text }] };
    case 'command':
      return commandBody(reading, signals);
    case 'meta':
      // What a slash command expands to is the request itself: the model answers it.
      if (record.isMeta === true && !text.startsWith('<') && !text.startsWith('Caveat:')) {
        signals.push({ type: 'metaPrompted' });
      }
      return { kind: 'meta', role: 'user', parts: contentParts(content), note: reading.note };
    default:
      return { kind: reading.kind, role: 'user', parts: contentParts(content), note: reading.note };
  }
}

/** A person's prompt, however it reached the transcript. */
export function addPrompt(text: string, isQueued: boolean, signals: RecordSignal[]): void {
  signals.push({ type: 'prompted', text, isQueued }, { type: 'turnOpened' });
  signals.push({ type: 'acted', kind: 'prompt', text: oneLine(text, MAX_ACTION_CHARS), isError: false });
}

/** The entry of a command or its output; the command itself is a session's title when there is nothing better. */
export function commandBody(reading: UserText, signals: RecordSignal[]): EntryBody {
  const isCommand = reading.note === undefined;
  signals.push(isCommand ? { type: 'commanded', text: reading.text } : { type: 'commandAnswered' });
  return {
    kind: 'command',
    role: 'user',
    parts: contentParts(reading.text),
    note: reading.note,
  };
}

/** The entry of a task's report. It starts a turn of the main thread. */
export function readNotification(text: string, signals: RecordSignal[]): EntryBody {
  signals.push({ type: 'turnOpened' });
  const notification = parseTaskNotification(text);
  if (notification === null) return { kind: 'notification', role: 'user', parts: contentParts(text) };
  addTaskEnd(notification, signals);
  const { summary, result, status, end } = notification;
  signals.push({
    type: 'acted',
    kind: 'notice',
    text: oneLine(summary || status, MAX_ACTION_CHARS),
    isError: end === 'failed',
  });
  const words = [summary, result].filter((part) => part !== '').join('\n\n');
  return {
    kind: 'notification',
    role: 'user',
    parts: contentParts(words === '' ? text : words),
    note: status === '' ? undefined : status,
  };
}

/** Tells the session that a task ended, when the notification says so. */
export function addTaskEnd(notification: TaskNotification, signals: RecordSignal[]): void {
  const { taskId, toolUseId, end } = notification;
  if (end !== null && taskId !== '') signals.push({ type: 'taskEnded', taskId, toolUseId, end });
}
