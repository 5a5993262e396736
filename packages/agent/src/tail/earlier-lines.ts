import { DotenvMemory } from '../redact/dotenv.ts';
import type { Cursor } from './cursor.ts';
import type { RawBatch } from './read-batch.ts';

/** What redaction knows from the lines of a file before `offset`, on its way to `target`. */
export interface EarlierLines {
  generation: number;
  offset: number;
  target: number;
  dotenv: DotenvMemory;
}

/** What is known before a batch: what was known there already, else nothing yet, to be looked up from the first byte on. */
export function linesBefore(
  known: EarlierLines | null,
  { generation, start }: Pick<RawBatch, 'generation' | 'start'>,
): EarlierLines {
  if (known?.generation === generation && known.offset === start) return known;
  return { generation, offset: 0, target: start, dotenv: new DotenvMemory() };
}

/** Where to look up next before the file can be read on from its cursor; null where nothing is missing. */
export function cursorOfEarlier(known: EarlierLines | null, { generation, offset }: Cursor): Cursor | null {
  if (known === null || known.generation !== generation || known.target !== offset) return null;
  return known.offset < known.target ? { generation, offset: known.offset, identity: null } : null;
}

/** Takes in a batch that was read for what it says of later ones; null where the file has become another meanwhile. */
export function learnEarlier(
  known: EarlierLines,
  { generation, start, end, bytes }: RawBatch,
): EarlierLines | null {
  if (generation !== known.generation || start !== known.offset) return null;
  // What lies behind the target is learned when it is sent.
  if (bytes !== null) known.dotenv.learn(bytes.subarray(0, known.target - start));
  return { ...known, offset: Math.min(end, known.target) };
}
