import * as z from '../bounded.ts';
import { MAX_FILE_BYTES, MAX_GENERATION, MAX_PATH_CHARS } from '../wire-limits.ts';
import { fileIdentitySchema } from './file-identity.ts';

/**
 * Complete lines of one file: bytes [start, end) of one generation. Redaction keeps every line's byte length, so
 * offsets mean the same on both sides. Travels as one binary frame, see `batch-frame.ts`.
 */
export const batchHeaderSchema = z.object({
  type: z.literal('batch'),
  /** Absolute path of the Claude config folder. */
  root: z.text(MAX_PATH_CHARS),
  /** Path below it, with `/`. */
  path: z.text(MAX_PATH_CHARS),
  generation: z.whole(0, MAX_GENERATION),
  start: z.count(),
  end: z.whole(1, MAX_FILE_BYTES),
  /** Hex SHA-256 of the uncompressed payload. */
  sha256: z.textOf(64),
  /** `skipped`: a line over the cap. No payload bytes; the range is marked and the neighbours go on. */
  encoding: z.enum(['zstd', 'gzip', 'none', 'skipped']),
  /** Identity of the file as of `end`. */
  identity: fileIdentitySchema,
  /** Complete lines of this file that wait behind this batch on the host. */
  lagLines: z.count(),
});

export type BatchHeader = z.infer<typeof batchHeaderSchema>;

/**
 * The hub's answer to every batch. `committed` is the truth; when it is not the batch's `end` or beyond, or the
 * generation is another, the agent goes on from what is said here.
 */
export const ackSchema = z.object({
  type: z.literal('ack'),
  root: z.text(MAX_PATH_CHARS),
  path: z.text(MAX_PATH_CHARS),
  generation: z.whole(0, MAX_GENERATION),
  committed: z.count(),
  /** `refused`: nothing of this batch was stored, because it starts after `committed` or its bytes do not fit their hash. */
  outcome: z.enum(['committed', 'refused']),
});

export type Ack = z.infer<typeof ackSchema>;
