import { join, sep } from 'node:path';
import { isBelow } from './places.ts';

/** Folders of the system, in which nobody keeps sessions. */
const SYSTEM = [
  ...[
    '/proc',
    '/sys',
    '/dev',
    '/etc',
    '/root',
    '/run',
    '/boot',
    '/usr',
    '/bin',
    '/sbin',
    '/lib',
    '/lib64',
    '/snap',
  ],
  ...['/var/db', '/var/lib', '/var/log', '/var/mail', '/var/run', '/var/spool'],
  ...['/System', '/Library', '/private/etc', '/private/var/db', '/private/var/root', '/private/var/run'],
];
const WINDOWS = /^[A-Za-z]:\\(?:$|Windows|Program|System|Recovery|\$)/i;

/** What a shell takes as it stands, in one word that is no option. */
const PLAIN = /^(?:\/|[A-Za-z]:\\)[\p{L}\p{N}/\\._@+,:-]*$/u;

/** Names that begin with a dot are settings and keys; only other folders of the client have sessions in them. */
const HIDDEN = /[/\\]\.(?!claude-)/;

/**
 * How a person can allow the folder that a link leads to, as a last sentence of a message; empty where nobody should be asked to.
 * The link may have been planted for its target to be read here: what is offered must be harmless when it is followed.
 */
export function adviceToFollow(
  dir: string,
  { home, root, command }: { home: string; root: string; command: string },
): string {
  const isAround = [home, root].some((inner) => isBelow(inner, dir));
  if (isAround || !PLAIN.test(dir) || WINDOWS.test(dir)) return '';
  const isOwn = isBelow(dir, home);
  if (!isOwn && SYSTEM.some((folder) => isBelow(dir, folder))) return '';
  // Below the home only: that the home itself is hidden says nothing.
  if (HIDDEN.test(isOwn ? join(sep, dir.slice(home.length)) : dir)) return '';
  return ` Start with ${command} ${dir} if it may be read.`;
}
