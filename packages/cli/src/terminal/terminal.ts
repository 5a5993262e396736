import type { Readable } from 'node:stream';

/** The process as commands see it, so that tests can run them in place. */
export interface Terminal {
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
      process.stdout.write(`${text}\n`);
    },
    err: (text) => {
      process.stderr.write(`${text}\n`);
    },
    env: process.env,
    cwd: process.cwd(),
    input: process.stdin,
    columns: process.stdout.isTTY ? process.stdout.columns : null,
  };
}

/** Prints a value as the only thing on stdout. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(JSON.stringify(value, null, 2));
}
