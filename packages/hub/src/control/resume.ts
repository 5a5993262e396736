import { type HostView, OrreryError, type Resume, type SessionSummary } from '@orrery/protocol';
import { clientSessionId } from './client-session-id.ts';
import { quotePosix, quotePowerShell } from './quote-argument.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** How to go on with a session at its machine. Throws `conflict` where that is not possible. */
export function resumeOf(session: SessionSummary, host: Pick<HostView, 'name' | 'os'>): Resume {
  const uuid = clientSessionId(session);
  // Anything else could be read as an option of the client.
  if (!UUID.test(uuid)) {
    throw new OrreryError('conflict', 'This session has no id that the client could resume.');
  }
  const argv = ['claude', '--resume', uuid];
  // A control character in a directory would act on the terminal into which the command is pasted.
  const cwd = session.cwd !== null && !/\p{Cc}/u.test(session.cwd) ? session.cwd : null;
  const isRunning = !['ended', 'crashed'].includes(session.state) && session.pid !== null;
  const command = host.os === 'windows' ? powerShellCommand(cwd, argv) : posixCommand(cwd, argv);
  return { hostId: session.hostId, hostName: host.name, cwd, argv, command, isRunning };
}

function posixCommand(cwd: string | null, argv: readonly string[]): string {
  const run = argv.map(quotePosix).join(' ');
  return cwd === null ? run : `cd -- ${quotePosix(cwd)} && ${run}`;
}

/** Windows has no POSIX shell by default. The two statements are joined so that the client does not start elsewhere. */
function powerShellCommand(cwd: string | null, argv: readonly string[]): string {
  const run = argv.map(quotePowerShell).join(' ');
  return cwd === null
    ? run
    : `Set-Location -LiteralPath ${quotePowerShell(cwd)} -ErrorAction Stop; if ($?) { ${run} }`;
}
