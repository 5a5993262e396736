import { formatTable } from './table.ts';
import type { Terminal } from './terminal.ts';

/** Prints a list, or says in words that there is nothing in it: a header over nothing reads as a fault. */
export function printTable(
  terminal: Terminal,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  nothing: string,
): void {
  if (rows.length === 0) terminal.err(nothing);
  else terminal.out(formatTable(header, rows, terminal.columns));
}
