import { isRecord } from '../entries/record.ts';

/** Longest words of a label: evidence is one line on a card. */
const MAX_WORDS_CHARS = 32;

/** Tools whose argument is a path, spaces and all. */
const FILE_TOOLS: ReadonlySet<string> = new Set(['Read', 'Edit', 'MultiEdit', 'Write', 'NotebookEdit', 'LS']);

/** Tools that ask how something else is getting on: the same call again and again is what they are for. */
const POLLING_TOOLS: ReadonlySet<string> = new Set([
  'AgentOutputTool',
  'BashOutput',
  'CronList',
  'Monitor',
  'ScheduleWakeup',
  'Sleep',
  'TaskGet',
  'TaskList',
  'TaskOutput',
  'WaitForMcpServers',
]);

/** Whether a call only waits for something: such calls neither make nor break a pattern. */
export function isPolling(name: string, input: unknown): boolean {
  if (POLLING_TOOLS.has(name)) return true;
  return name === 'Bash' && isRecord(input) && typeof input.command === 'string' && isSleep(input.command);
}

/** `sleep` as a command of its own in a short line; a long script may well sleep in the middle of real work. */
function isSleep(command: string): boolean {
  return command.length < 400 && command.includes('sleep') && /(^|[;&|(\n])\s*sleep\s+[\d.$]/.test(command);
}

/**
 * 32-bit hash of a tool's name and its whole input, the order of fields aside, as 8 hex digits. It is compared with the
 * calls right before only, so that chance has no say in it.
 */
export function callFingerprint(name: string, input: unknown): string {
  const hash = addValue(addText(START, name), input);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** A call in a few words: `Edit on checkout.spec.ts`, `Bash "npm test"`. */
export function callLabel(name: string, argument: string): string {
  if (argument === '') return name;
  if (FILE_TOOLS.has(name) || (!/\s/.test(argument) && /[/\\]/.test(argument))) {
    const last = argument.split(/[/\\]/).findLast((part) => part !== '') ?? argument;
    return `${name} on ${cutWords(last)}`;
  }
  return `${name} "${cutWords(argument)}"`;
}

const START = 0x811c9dc5;

/** Types and ends are part of the hash: `["ab"]`, `["a", "b"]` and `"ab"` are three inputs. */
function addValue(before: number, value: unknown): number {
  if (typeof value === 'string') return addText(before, value);
  let hash = before;
  if (Array.isArray(value)) {
    hash = addText(hash, `[${value.length}`);
    for (const item of value) hash = addValue(hash, item);
    return hash;
  }
  if (!isRecord(value)) return addText(hash, `:${String(value)}`);
  const keys = Object.keys(value).sort();
  hash = addText(hash, `{${keys.length}`);
  for (const key of keys) hash = addValue(addText(hash, key), value[key]);
  return hash;
}

/** Two units at a time; each step is reversible, so that texts of one length which differ in one place never meet. */
function addText(before: number, text: string): number {
  const { length } = text;
  let hash = before;
  for (let index = 0; index < length; index += 2) {
    const second = index + 1 < length ? text.charCodeAt(index + 1) : 0;
    hash = Math.imul(hash ^ text.charCodeAt(index) ^ (second << 16), 0x01000193);
    hash ^= hash >>> 15;
  }
  return Math.imul(hash ^ length, 0x85ebca6b);
}

function cutWords(text: string): string {
  if (text.length <= MAX_WORDS_CHARS) return text;
  const head = text.slice(0, MAX_WORDS_CHARS);
  const end = head.lastIndexOf(' ');
  return `${end > MAX_WORDS_CHARS / 2 ? head.slice(0, end) : head.replace(/[\uD800-\uDBFF]$/, '')}…`;
}
