import { readValue } from './read-value.ts';
import { isPlaceholder, isSecretValue } from './secret-values.ts';
import type { Span } from './span.ts';

/** Beginnings of command lines, and of a statement, in which a password has no name. */
export const passwordPrograms: readonly string[] = [
  'curl ',
  'wget ',
  'sshpass -p',
  'mysql ',
  'mysqldump ',
  'mysqladmin ',
  'mariadb ',
  'redis-cli ',
  'IDENTIFIED BY ',
  'identified by ',
];

const MAX_COMMAND = 600;
/** Where another command begins. */
const COMMAND_END = /\s(?:\||;|&&|\|\|)\s|\n|(?<!\\)\\+n/;

/** Where the password begins after each of them. */
const FLAGS: readonly [RegExp, RegExp][] = [
  [/^(?:curl|wget) /, /\s(?:-u ?|--user[= ]|--proxy-user[= ]|-U )/],
  [/^(?:mysql|mariadb)/, /\s-p(?=\S)/],
  [/^redis-cli /, /\s-a /],
];

/** `curl -u name:password`, `sshpass -p password`, `mysql -ppassword`, `redis-cli -a password`, SQL's `IDENTIFIED BY '...'`. */
export function matchPasswordArgument(bytes: Buffer, position: number, program: string): Span | null {
  const start = position + program.length;
  const isWhole = /p$|by $/i.test(program);
  if (isWhole) return passwordAt(bytes, start + (bytes[start] === 32 ? 1 : 0));
  const command = bytes.toString('latin1', start - 1, start + MAX_COMMAND).split(COMMAND_END, 1)[0] ?? '';
  const flag = FLAGS.find(([name]) => name.test(program))?.[1].exec(command);
  if (!flag) return null;
  const at = start - 1 + flag.index + flag[0].length;
  return /^(?:curl|wget)/.test(program) ? passwordOfPair(bytes, at) : passwordAt(bytes, at);
}

function passwordAt(bytes: Buffer, at: number): Span | null {
  const value = readValue(bytes, at);
  if (value === null || !isSecretValue(value.text, 'password', 'quoted')) return null;
  return { start: value.start, end: value.end, label: 'password' };
}

function passwordOfPair(bytes: Buffer, at: number): Span | null {
  const value = readValue(bytes, at);
  const colon = value?.text.indexOf(':') ?? -1;
  if (value === null || colon === -1) return null;
  const password = value.text.slice(colon + 1);
  if (password.length < 6 || isPlaceholder(password)) return null;
  // An escape in the name would shift the colon; then all of it goes.
  const isPlain = value.end - value.start === value.text.length;
  return { start: isPlain ? value.start + colon + 1 : value.start, end: value.end, label: 'password' };
}
