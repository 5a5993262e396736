const MAX_PLAIN = 200;

/**
 * Name of the folder below `projects/` in which a client keeps the transcripts of a working folder. Null for the very
 * long ones, which end in a hash of the client's own.
 */
export function projectSlug(cwd: string): string | null {
  const slug = cwd.replace(/[^A-Za-z0-9]/g, '-');
  return slug.length > MAX_PLAIN ? null : slug;
}
