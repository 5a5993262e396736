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

/** The real terminal. One for each process: it listens to the streams' errors. */
export function createProcessTerminal(): Terminal {
  return {
    out: createPrinter(process.stdout),
    err: createPrinter(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    input: process.stdin,
    columns: process.stdout.isTTY ? process.stdout.columns : null,
  };
}

/**
 * Whoever reads may have seen enough (`orrery sessions | head`). That is no failure, and no reason to stop: a hub runs on
 * without anybody at its console.
 */
function createPrinter(stream: NodeJS.WriteStream): (text: string) => void {
  let isRead = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    isRead = false;
  });
  return (text) => {
    if (isRead) stream.write(`${printable(text)}\n`);
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
