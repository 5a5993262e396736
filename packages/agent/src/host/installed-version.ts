import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSmallFile } from '../files/look.ts';
import { newestVersion } from '../live/version-order.ts';

/** A `package.json` has a few kilobytes; what installers put there may be behind links. */
const MAX_BYTES = 1024 * 1024;

/** Where installers put clients. Only names and `package.json` are read; nothing is started. */
export interface InstallPlaces {
  /** Folders with one entry a version, as the native installer keeps them. */
  versionFolders: string[];
  /** Folders that can hold `@anthropic-ai/claude-code`. */
  moduleFolders: string[];
}

/** The usual places of this account and machine. */
export function installPlaces(env: Record<string, string | undefined> = process.env): InstallPlaces {
  const home = homedir();
  const nodes = join(home, '.nvm/versions/node');
  const prefixes = [
    dirname(dirname(process.execPath)),
    ...['/usr/local', '/usr', '/opt/homebrew'],
    ...[join(home, '.npm-global'), join(home, '.local')],
    ...listNames(nodes).map((name) => join(nodes, name)),
  ];
  const moduleFolders = prefixes.map((prefix) => join(prefix, 'lib/node_modules'));
  moduleFolders.push(join(home, '.claude/local/node_modules'));
  if (env.APPDATA) moduleFolders.push(join(env.APPDATA, 'npm/node_modules'));
  return { versionFolders: [join(home, '.local/share/claude/versions')], moduleFolders };
}

/** Newest Claude Code that is installed; null when none is found. */
export function installedVersion({ versionFolders, moduleFolders }: InstallPlaces): string | null {
  return newestVersion([
    ...versionFolders.flatMap(listNames),
    ...[...new Set(moduleFolders)].map((folder) =>
      readPackageVersion(join(folder, '@anthropic-ai/claude-code/package.json')),
    ),
  ]);
}

function readPackageVersion(path: string): string | null {
  try {
    const value: unknown = JSON.parse(readSmallFile(path, MAX_BYTES) ?? '');
    if (typeof value !== 'object' || value === null || !('version' in value)) return null;
    return typeof value.version === 'string' ? value.version : null;
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return null;
    throw error;
  }
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}
