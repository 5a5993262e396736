import { idOf } from './record.ts';
import type { TaskEnd } from './record-signal.ts';

/** What a sub-agent or background task reports when it stops. */
export interface TaskNotification {
  taskId: string;
  toolUseId: string | null;
  /** Null for a status that is not an end, such as progress of a monitor. */
  end: TaskEnd | null;
  status: string;
  summary: string;
  result: string;
}

const OPENING = '<task-notification>';

/** Reads the client's `<task-notification>` text; null when it is something else. */
export function parseTaskNotification(text: string): TaskNotification | null {
  if (!text.trimStart().startsWith(OPENING)) return null;
  const status = tag(text, 'status');
  return {
    taskId: idOf(tag(text, 'task-id')) ?? '',
    toolUseId: idOf(tag(text, 'tool-use-id')),
    end: endOf(status),
    status,
    summary: tag(text, 'summary'),
    result: tag(text, 'result'),
  };
}

function endOf(status: string): TaskEnd | null {
  if (status === 'completed') return 'completed';
  if (status === 'failed' || status === 'error') return 'failed';
  if (status === 'killed' || status === 'stopped' || status === 'cancelled') return 'killed';
  return null;
}

/** The tags are not XML: a result may hold anything, so only the first opening and the last closing count. */
function tag(text: string, name: string): string {
  const open = text.indexOf(`<${name}>`);
  if (open === -1) return '';
  const start = open + name.length + 2;
  const end = name === 'result' ? text.lastIndexOf(`</${name}>`) : text.indexOf(`</${name}>`, start);
  return text.slice(start, end < start ? text.length : end).trim();
}
