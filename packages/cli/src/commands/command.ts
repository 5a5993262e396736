import type { Command } from 'commander';
import type { Terminal } from '../terminal/terminal.ts';

/** Adds one command to the program. What it throws becomes one line on stderr and the exit code. */
export type AddCommand = (program: Command, terminal: Terminal) => void;
