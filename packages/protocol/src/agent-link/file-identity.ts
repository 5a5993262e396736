import * as z from '../bounded.ts';

/**
 * What tells that a path still holds the file it held. Hashes are over the file's own bytes, before redaction, hex
 * SHA-256. The hub keeps the identity of the newest committed batch and gives it back unread.
 */
export const fileIdentitySchema = z.object({
  /** Device and inode as decimal strings (64 bit). */
  dev: z.text(32),
  ino: z.text(32),
  /** Creation time where the file system has it, else 0. Ranks copies: the older file is the original. */
  birthtimeMs: z.instant(),
  /** First bytes of the file, 1,024 at most and never past the committed offset. */
  headLength: z.whole(0, 1024),
  headHash: z.text(64),
  /** Last bytes before the committed offset, 1,024 at most. */
  tailLength: z.whole(0, 1024),
  tailHash: z.text(64),
});

export type FileIdentity = z.infer<typeof fileIdentitySchema>;
