import * as z from '../bounded.ts';
import { MAX_GENERATION, MAX_MANIFEST_ITEMS, MAX_PATH_CHARS } from '../wire-limits.ts';
import { fileIdentitySchema } from './file-identity.ts';

/** What the hub holds of one file: the only truth about delivery. */
export const committedFileSchema = z.object({
  root: z.text(MAX_PATH_CHARS),
  path: z.text(MAX_PATH_CHARS),
  generation: z.whole(0, MAX_GENERATION),
  /** Bytes of this generation that are committed. */
  committed: z.count(),
  identity: fileIdentitySchema,
});

/** After `welcome`: committed offsets and document hashes of this host, in pages. The agent ships nothing before the last. */
export const manifestSchema = z.object({
  type: z.literal('manifest'),
  files: z.list(committedFileSchema, MAX_MANIFEST_ITEMS),
  documents: z.list(
    z.object({ root: z.text(MAX_PATH_CHARS), path: z.text(MAX_PATH_CHARS), sha256: z.text(64) }),
    MAX_MANIFEST_ITEMS,
  ),
  isLast: z.boolean(),
});

export type CommittedFile = z.infer<typeof committedFileSchema>;
export type Manifest = z.infer<typeof manifestSchema>;
