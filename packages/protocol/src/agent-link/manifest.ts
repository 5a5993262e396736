import * as z from 'zod';
import { fileIdentitySchema } from './file-identity.ts';

/** What the hub holds of one file: the only truth about delivery. */
export const committedFileSchema = z.object({
  root: z.string(),
  path: z.string(),
  generation: z.number().int().nonnegative(),
  /** Bytes of this generation that are committed. */
  committed: z.number().int().nonnegative(),
  identity: fileIdentitySchema,
});

/** After `welcome`: committed offsets and document hashes of this host, in pages. The agent ships nothing before the last. */
export const manifestSchema = z.object({
  type: z.literal('manifest'),
  files: z.array(committedFileSchema),
  documents: z.array(z.object({ root: z.string(), path: z.string(), sha256: z.string() })),
  isLast: z.boolean(),
});

export type CommittedFile = z.infer<typeof committedFileSchema>;
export type Manifest = z.infer<typeof manifestSchema>;
