import * as z from 'zod';

/** A small file that is rewritten as a whole (sub-agent meta): its newest content replaces the one before. */
export const documentSchema = z.object({
  type: z.literal('document'),
  root: z.string().max(4096),
  path: z.string().max(4096),
  /** Hex SHA-256 of the file on disk. */
  sha256: z.string().length(64),
  /** Content after redaction. */
  content: z.string().max(256 * 1024),
});

export type Document = z.infer<typeof documentSchema>;
