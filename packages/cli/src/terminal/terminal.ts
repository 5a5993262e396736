import type { Readable } from 'node:stream';
import { replaceUnseen } from '@orrery/protocol';
import { printable } from './plain-text.ts';

/** The process as commands see it, so that tests can run them in place. */
export interface Terminal {
  /** What a terminal would obey is left out, whatever the text is; JSON escapes it. */
  out(text: string): void;
  /** A line on stderr: progress, warnings, errors. */
  err(text: string): void;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  input: Readable;
  /** Width for tables; null when the output is not a terminal. */
  columns: number | null;
}

/** The real terminal. */
export function createProcessTerminal(): Terminal {
  return {
    out: (text) => {
      process.stdout.write(`${printable(text)}\n`);
    },
    err: (text) => {
      process.stderr.write(`${printable(text)}\n`);
    },
    env: process.env,
    cwd: process.cwd(),
    input: process.stdin,
    columns: process.stdout.isTTY ? process.stdout.columns : null,
  };
}

/** Prints a value as the only thing on stdout. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(replaceUnseen(JSON.stringify(value, null, 2), escapeSign));
}

/** JSON leaves these as they are; a terminal obeys or turns at some of them. The line ends are its own layout. */
function escapeSign(sign: string): string {
  if (sign === '\n') return sign;
  return [...Array(sign.length).keys()]
    .map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
}
