import { BLANK, skip } from './byte-class.ts';
import { readValue } from './read-value.ts';
import { isPlaceholder, isSecretValue } from './secret-values.ts';
import type { Span } from './span.ts';

/** Flags of well-known programs that carry a password. */
export const passwordFlags = [
  ' -u ',
  ' --user ',
  '--user=',
  '--proxy-user ',
  ' -p',
  ' -a ',
  'IDENTIFIED BY ',
  'identified by ',
];

const MAX_COMMAND = 200;

/** `curl -u name:password`, `sshpass -p password`, `mysql -ppassword`, `redis-cli -a password`, SQL's `IDENTIFIED BY '...'`. */
export function matchPasswordFlag(bytes: Buffer, position: number, flag: string): Span | null {
  const value = readValue(bytes, skip(bytes, position + flag.length, BLANK, 4));
  if (value === null || value.text.length < 6) return null;
  const label = 'password';
  if (/^identified/i.test(flag)) {
    return value.isQuoted && isSecretValue(value.text, 'password', 'quoted') ? { ...value, label } : null;
  }
  const command = programBefore(bytes, position);
  if (flag === ' -p' || flag === ' -a ') {
    const isTight = value.start === position + flag.length;
    const isFlag =
      flag === ' -p'
        ? command === 'sshpass' || (isTight && /^(?:mysql|mariadb)/.test(command))
        : /^redis-cli$/.test(command);
    return isFlag && isSecretValue(value.text, 'password', 'quoted')
      ? { start: value.start, end: value.end, label }
      : null;
  }
  const colon = value.text.indexOf(':');
  if (colon === -1 || !/^(?:curl|wget|http|https|xh)$/.test(command)) return null;
  const password = value.text.slice(colon + 1);
  if (password.length < 6 || isPlaceholder(password) || /^\d+$/.test(password)) return null;
  // An escape in the name would shift the colon; then all of it goes.
  const isPlain = value.end - value.start === value.text.length;
  return { start: isPlain ? value.start + colon + 1 : value.start, end: value.end, label };
}

/** The first word of the command that a flag belongs to, without its folder. */
function programBefore(bytes: Buffer, position: number): string {
  const before = bytes.toString('latin1', Math.max(0, position - MAX_COMMAND), position);
  const command = before.split(/[|;&`"(]|\\+n|\\+"/).at(-1) ?? '';
  const words = command
    .trim()
    .split(/\s+/)
    .filter((word) => !/^[A-Z_]\w*=|^(?:sudo|time|exec|\$|[+>-])$/.test(word));
  return (words[0] ?? '').replace(/^.*\//, '').replace(/^[$+-]/, '');
}
