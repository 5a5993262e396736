import { oneLine } from './long-text.ts';
import { idOf, isRecord, listOf, numberOf, type RawRecord } from './record.ts';
import type { ToolOutcome } from './record-signal.ts';

const MAX_LINE_CHARS = 200;
const REJECTION = "The user doesn't want to proceed with this tool use";
const INTERRUPTION = '[Request interrupted by user';
/** Sub-agents' own records have no `toolUseResult`: that an agent was only launched is told by the text alone. */
const LAUNCHED = 'Async agent launched';

/**
 * The answers in a user record. `toolUseResult` doubles the content; only what the content does not say is taken
 * from it, and only when the record holds a single answer, for then it is clear whose it is.
 */
export function readToolOutcomes(record: RawRecord, content: unknown): ToolOutcome[] {
  const blocks = listOf(content).filter(isToolResult);
  return blocks.map((block) => readOutcome(record, block, blocks.length === 1));
}

/** Whether a block of a user message is a tool's answer. */
export function isToolResult(block: unknown): block is RawRecord {
  return isRecord(block) && block.type === 'tool_result';
}

function readOutcome(record: RawRecord, block: RawRecord, isOnly: boolean): ToolOutcome {
  const extra: unknown = isOnly ? record.toolUseResult : undefined;
  const details = isRecord(extra) ? extra : {};
  const text = firstText(block.content);
  const state = stateOf(record, block, extra, text);
  const line = firstLine(text);
  const isLaunch = text.startsWith(LAUNCHED);
  return {
    toolUseId: idOf(block.tool_use_id) ?? '',
    state,
    error: state === 'done' ? '' : line,
    durationMs: durationOf(details),
    agentId: idOf(details.agentId) ?? (isLaunch ? idOf(/^agentId: (\w+)/m.exec(text)?.[1]) : null),
    isAsync: isLaunch || details.isAsync === true || details.status === 'async_launched',
    text: line,
  };
}

function stateOf(record: RawRecord, block: RawRecord, extra: unknown, text: string): ToolOutcome['state'] {
  const isRejected =
    extra === 'User rejected tool use' ||
    text.startsWith(REJECTION) ||
    (block.is_error === true && typeof record.toolDenialKind === 'string');
  if (isRejected) return 'denied';
  if (isRecord(extra) && extra.interrupted === true) return 'interrupted';
  // A killed command prints its exit code first.
  if (block.is_error === true && text.includes(INTERRUPTION)) return 'interrupted';
  return block.is_error === true ? 'failed' : 'done';
}

function durationOf(details: RawRecord): number | null {
  const milliseconds = numberOf(details.totalDurationMs) ?? numberOf(details.durationMs);
  if (milliseconds !== null) return plausible(milliseconds);
  const seconds = numberOf(details.durationSeconds);
  return seconds === null ? null : plausible(Math.round(seconds * 1000));
}

/** A call that took longer than a year did not. */
function plausible(milliseconds: number): number | null {
  return Math.abs(milliseconds) > 366 * 86_400_000 ? null : milliseconds;
}

function firstText(content: unknown): string {
  if (typeof content === 'string') return content;
  for (const item of listOf(content)) {
    if (typeof item === 'string') return item;
    if (isRecord(item) && typeof item.text === 'string') return item.text;
  }
  return '';
}

function firstLine(text: string): string {
  const bare = text.replace(/^\s*<tool_use_error>/, '').trimStart();
  const end = bare.indexOf('\n');
  const line = end === -1 ? bare : bare.slice(0, end);
  return oneLine(line.replace('</tool_use_error>', ''), MAX_LINE_CHARS);
}
