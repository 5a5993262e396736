import * as z from '../bounded.ts';

/**
 * What tells that a path still holds the file it held. The digests are over the file's own bytes, before redaction, so
 * they are keyed with a secret of the machine: nobody else can make one, and so nobody can try out what was redacted. The
 * hub keeps the identity of the newest committed batch and gives it back unread.
 */
export const fileIdentitySchema = z.object({
  /** Device and inode as decimal strings (64 bit). */
  dev: z.text(32),
  ino: z.text(32),
  /** Creation time where the file system has it, else 0. Ranks copies: the older file is the original. */
  birthtimeMs: z.instant(),
  /** First bytes of the file, 1,024 at most and never past the committed offset. */
  headLength: z.whole(0, 1024),
  /** Hex HMAC-SHA256. */
  headHash: z.text(64),
  /** Last bytes before the committed offset, 1,024 at most. */
  tailLength: z.whole(0, 1024),
  tailHash: z.text(64),
});

export type FileIdentity = z.infer<typeof fileIdentitySchema>;
