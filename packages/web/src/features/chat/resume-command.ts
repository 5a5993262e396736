/** Ids of the client. Any program of a machine's account can write another into its files: then the client offers its own list. */
const ONE_WORD = /^\w[\w-]*$/;

/** The command that opens a session again on its own machine: in its directory, by its id. */
export function resumeCommand(session: { id: string; cwd: string | null }): string {
  // Where two machines have the same id, the hub adds the machine to it.
  const [id = ''] = session.id.split('~');
  const resume = ONE_WORD.test(id) ? `claude --resume ${id}` : 'claude --resume';
  // A control character would act on the terminal into which the command is pasted.
  const cwd = session.cwd !== null && !/\p{Cc}/u.test(session.cwd) ? session.cwd : null;
  return cwd === null ? resume : `cd ${quoteForShell(cwd)} && ${resume}`;
}

/** A path as one word of a POSIX shell, whatever is in it. */
export function quoteForShell(path: string): string {
  if (/^[A-Za-z0-9_./~@%+=:,-]+$/.test(path) && !path.startsWith('-')) return path;
  return `'${path.replaceAll("'", `'\\''`)}'`;
}
