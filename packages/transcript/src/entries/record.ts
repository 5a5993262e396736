/** A parsed line of which nothing is known yet but that it is a JSON object. */
export type RawRecord = { readonly [key: string]: unknown };

/** The field as a string, or null when it is anything else. */
export function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Longest id that is kept whole. The client's have 36 characters at most. */
const MAX_ID_CHARS = 200;

/** The field as an id: a string that is not empty, cut when it cannot be one. */
export function idOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_ID_CHARS) : null;
}

/** The field as a finite number, or null when it is anything else. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The field as an object; an empty one when it is anything else, so that reading on is harmless. */
export function objectOf(value: unknown): RawRecord {
  return isRecord(value) ? value : NOTHING;
}

/** The field as a list; an empty one when it is anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : NO_ITEMS;
}

/** An object that is neither null nor a list. */
export function isRecord(value: unknown): value is RawRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The last moment that a date can name. */
const LAST_MS = 8.64e15;

/** ISO time as milliseconds since the epoch, or null. */
export function timeOf(value: unknown): number | null {
  const at = typeof value === 'string' ? Date.parse(value) : numberOf(value);
  return at === null || Number.isNaN(at) || Math.abs(at) > LAST_MS ? null : at;
}

const NOTHING: RawRecord = Object.freeze({});
const NO_ITEMS: readonly unknown[] = Object.freeze([]);
