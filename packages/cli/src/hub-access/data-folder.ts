import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { CliError } from '../terminal/cli-error.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Where this account's archive lives: `--data`, else `ORRERY_DATA`, else the platform's folder for user data. */
export function dataFolder(terminal: Pick<Terminal, 'env' | 'cwd'>, given?: string): string {
  const chosen = given ?? (terminal.env.ORRERY_DATA || undefined);
  return chosen === undefined
    ? defaultDataFolder(terminal.env, process.platform, homedir())
    : resolve(terminal.cwd, chosen);
}

/** The terminal of a command that was told its data folder: whatever it looks at later is that one. */
export function onDataFolder(terminal: Terminal, given: string | undefined): Terminal {
  if (given === undefined) return terminal;
  return { ...terminal, env: { ...terminal.env, ORRERY_DATA: dataFolder(terminal, given) } };
}

/** The platform's own place for user data. */
export function defaultDataFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string {
  switch (platform) {
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Orrery');
    case 'win32':
      return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Orrery');
    default:
      return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'orrery');
  }
}

/** Where commands look is not where the hub was told to keep its data, or there never was one. */
export function noDataFolder(dataDir: string): CliError {
  return new CliError(`There is no data folder at ${dataDir}. ${ELSEWHERE}, or start a hub first: orrery up`);
}

/** `orrery up --data DIR` tells no other command where it is. */
export const ELSEWHERE = 'If your hub was started with --data DIR, set ORRERY_DATA=DIR';
