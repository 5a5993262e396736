import * as z from 'zod';
import { fileIdentitySchema } from './file-identity.ts';

/**
 * Complete lines of one file: bytes [start, end) of one generation. Redaction keeps every line's byte length, so
 * offsets mean the same on both sides. Travels as one binary frame, see `batch-frame.ts`.
 */
export const batchHeaderSchema = z.object({
  type: z.literal('batch'),
  /** Absolute path of the Claude config folder. */
  root: z.string().max(4096),
  /** Path below it, with `/`. */
  path: z.string().max(4096),
  generation: z.number().int().nonnegative(),
  start: z.number().int().nonnegative(),
  end: z.number().int().positive(),
  /** Hex SHA-256 of the uncompressed payload. */
  sha256: z.string().length(64),
  /** `skipped`: a line over the cap. No payload bytes; the range is marked and the neighbours go on. */
  encoding: z.enum(['zstd', 'gzip', 'none', 'skipped']),
  /** Identity of the file as of `end`. */
  identity: fileIdentitySchema,
  /** Complete lines of this file that wait behind this batch on the host. */
  lagLines: z.number().int().nonnegative(),
});

export type BatchHeader = z.infer<typeof batchHeaderSchema>;

/**
 * The hub's answer to every batch. `committed` is the truth; when it is not the batch's `end` or beyond, or the
 * generation is another, the agent goes on from what is said here.
 */
export const ackSchema = z.object({
  type: z.literal('ack'),
  root: z.string(),
  path: z.string(),
  generation: z.number().int().nonnegative(),
  committed: z.number().int().nonnegative(),
  /** `refused`: nothing of this batch was stored, because it starts after `committed` or its bytes do not fit their hash. */
  outcome: z.enum(['committed', 'refused']),
});

export type Ack = z.infer<typeof ackSchema>;
