/** The command that opens a session again on its own machine: in its directory, by its id. */
export function resumeCommand(session: { id: string; cwd: string | null }): string {
  const resume = `claude --resume ${session.id}`;
  return session.cwd === null ? resume : `cd ${quoteForShell(session.cwd)} && ${resume}`;
}

/** A path as one word of a POSIX shell, whatever is in it. */
export function quoteForShell(path: string): string {
  if (/^[A-Za-z0-9_./~@%+=:,-]+$/.test(path) && !path.startsWith('-')) return path;
  return `'${path.replaceAll("'", `'\\''`)}'`;
}
