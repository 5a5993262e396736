import * as z from '../bounded.ts';
import { MAX_PATH_CHARS } from '../wire-limits.ts';

/** A small file that is rewritten as a whole (sub-agent meta): its newest content replaces the one before. */
export const documentSchema = z.object({
  type: z.literal('document'),
  root: z.text(MAX_PATH_CHARS),
  path: z.text(MAX_PATH_CHARS),
  /** Hex SHA-256 of `content`: of what the hub sees, and of nothing that was redacted. */
  sha256: z.textOf(64),
  /** Content after redaction. */
  content: z.text(256 * 1024),
});

export type Document = z.infer<typeof documentSchema>;
