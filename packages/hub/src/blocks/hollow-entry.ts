import type { Entry, EntryPart } from '@orrery/transcript';

/** Deeper tool inputs are cut, so that no input can exhaust the stack of a reader. */
const MAX_DEPTH = 256;
const CUT_MARK = '[nested too deeply]';

/** Takes the next string out of a text area. */
export type StringTaker = (kept: string) => string;

/**
 * Copies an entry without its time and with its searchable strings left empty; appends those to `strings` and their lengths to `lengths`.
 * A string that is no well-formed UTF-16 would come back changed from UTF-8: it also stays in the copy.
 */
export function hollowEntry(entry: Entry, strings: string[], lengths: number[]): Entry {
  const put = (string: string): string => {
    strings.push(string);
    lengths.push(string.length);
    return string.isWellFormed() ? '' : string;
  };
  const copy = { ...entry, at: null, parts: entry.parts.map((part) => hollowPart(part, put)) };
  if (entry.note !== undefined) copy.note = put(entry.note);
  return copy;
}

/** Puts the strings back, in place, in the order in which `hollowEntry` took them. */
export function refillEntry(entry: Entry, take: StringTaker): void {
  for (const part of entry.parts) {
    if (part.type === 'toolUse') {
      part.name = take(part.name);
      if (part.input !== undefined) part.input = refillValue(part.input, take);
    } else if ('text' in part) {
      part.text = take(part.text);
    }
  }
  if (entry.note !== undefined) entry.note = take(entry.note);
}

/** Reads strings off a text area one after the other. */
export function createStringTaker(text: string, lengths: readonly number[]): StringTaker {
  let index = 0;
  let at = 0;
  return (kept) => {
    const length = lengths[index++];
    if (length === undefined) throw new Error('A block holds fewer strings than its entries need');
    const string = kept === '' ? text.slice(at, at + length) : kept;
    at += length + 1;
    return string;
  };
}

function hollowPart(part: EntryPart, put: (string: string) => string): EntryPart {
  if (part.type === 'toolUse') {
    const name = put(part.name);
    return { ...part, name, input: hollowValue(part.input, put, 0) };
  }
  return 'text' in part ? { ...part, text: put(part.text) } : part;
}

function hollowValue(value: unknown, put: (string: string) => string, depth: number): unknown {
  if (typeof value === 'string') return put(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return put(CUT_MARK);
  if (Array.isArray(value)) return value.map((item) => hollowValue(item, put, depth + 1));
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) setOwn(copy, key, hollowValue(item, put, depth + 1));
  return copy;
}

function refillValue(value: unknown, take: StringTaker): unknown {
  if (typeof value === 'string') return take(value);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = refillValue(value[i], take);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) setOwn(value, key, refillValue(item, take));
  }
  return value;
}

/** Transcripts are hostile input: a key named `__proto__` is data and must not become the prototype. */
function setOwn(target: object, key: string, value: unknown): void {
  if (key !== '__proto__') (target as Record<string, unknown>)[key] = value;
  else Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}
