import { cutText, MAX_PART_CHARS } from './long-text.ts';

/** Deeper inputs are cut: a line of brackets must not exhaust the stack of whoever reads it. */
const MAX_DEPTH = 200;
const CUT_MARK = '[nested too deeply]';

/** A tool's input as it is kept: itself, unless a string in it is too long or it is nested too deeply. */
export function keptInput(input: unknown): unknown {
  return isOversized(input, 0) ? cutValue(input, 0) : (input ?? {});
}

/** JSON text of any parsed value, also of one that is nested too deeply for the serialiser. */
export function jsonText(value: unknown): string {
  return JSON.stringify(isOversized(value, 0) ? cutValue(value, 0) : value) ?? '';
}

function isOversized(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.length > MAX_PART_CHARS;
  if (typeof value !== 'object' || value === null) return false;
  if (depth >= MAX_DEPTH) return true;
  for (const item of Object.values(value)) {
    if (isOversized(item, depth + 1)) return true;
  }
  return false;
}

/** Inside an input there is no field to say it, so the text itself does. */
function cutString(value: string): string {
  const { text, truncatedFrom } = cutText(value);
  return truncatedFrom === undefined ? text : `${text}… [cut from ${truncatedFrom} characters]`;
}

function cutValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cutString(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return CUT_MARK;
  if (Array.isArray(value)) return value.map((item) => cutValue(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cutValue(item, depth + 1)]));
}
