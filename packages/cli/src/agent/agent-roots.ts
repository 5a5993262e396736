import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { defaultRoots, readHookStore } from '@orrery/agent';
import type { Terminal } from '../terminal/terminal.ts';

/** Those that are named; else those of this account that are there, and those that hold our hooks. */
export function chooseRoots(
  options: { claudeDir?: string[] },
  stateDir: string,
  terminal: Terminal,
): string[] {
  if (options.claudeDir !== undefined) return options.claudeDir.map((dir) => resolve(terminal.cwd, dir));
  const there = defaultRoots(terminal.env).filter((root) => existsSync(root));
  const installed = readHookStore(stateDir)?.files.map(({ root }) => root) ?? [];
  return [...new Set([...there, ...installed])];
}
