import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { expect, it } from 'vitest';

const SOURCES = join(import.meta.dirname, '..');

/** On what is open already; none of them takes a path. */
const ON_DESCRIPTORS = new Set(['closeSync', 'fstatSync', 'readSync']);
const TYPES = /^(type |BigIntStats$|Stats$|Dirent$|FSWatcher$)/;

/** Files that use paths of the system, and why no path in a Claude folder or in the state folder can reach them. */
const ALLOWED: Record<string, { names: string[]; why: string }> = {
  'watch/dir-watcher.ts': { names: ['lstatSync', 'watch'], why: 'hints only: nothing is read' },
  'watch/network-file-system.ts': { names: ['statfsSync'], why: 'the kind of file system only' },
  'host/host-metrics.ts': {
    names: ['readFileSync', 'statfsSync'],
    why: '/proc/meminfo, and free disk space',
  },
  'host/host-facts.ts': { names: ['existsSync', 'readFileSync'], why: '/etc, /proc and /sys' },
  'host/machine-hash.ts': { names: ['readFileSync'], why: '/etc/machine-id' },
  'host/installed-version.ts': { names: ['readdirSync'], why: 'names of installed versions' },
  'live/linux-processes.ts': {
    names: ['openSync', 'readdirSync', 'readFileSync', 'readlinkSync'],
    why: '/proc',
  },
  'live/process-table.ts': { names: ['readFileSync', 'readlinkSync'], why: '/proc' },
};

function sources(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return ['test', 'files'].includes(entry.name) ? [] : sources(path);
    return path.endsWith('.ts') && !path.endsWith('.test.ts') ? [path] : [];
  });
}

/** Names of the file system's functions that a source imports; `*` where it takes them in another way. */
function fileFunctions(text: string): string[] {
  const imports = [
    ...text.matchAll(/import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'(?:node:)?fs(?:\/promises)?'/g),
  ];
  const mentions = text.match(/['"`](?:node:)?fs(?:\/promises)?['"`]/g) ?? [];
  if (mentions.length > imports.length) return ['*'];
  return imports.flatMap(([, names = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !TYPES.test(name) && !ON_DESCRIPTORS.has(name)),
  );
}

it('[F8] nothing but the files folder opens, lists, looks at or writes a path in a Claude folder', () => {
  const found = Object.fromEntries(
    sources(SOURCES)
      .map((path) => [
        relative(SOURCES, path).split(sep).join('/'),
        fileFunctions(readFileSync(path, 'utf8')).sort(),
      ])
      .filter(([, names]) => names?.length !== 0),
  );
  const allowed = Object.entries(ALLOWED).map(([path, { names }]) => [path, names.toSorted()]);
  expect(found).toEqual(Object.fromEntries(allowed));
});

it('[F8] sees every way to the file system', () => {
  expect(fileFunctions("import fs from 'node:fs';")).toEqual(['*']);
  expect(fileFunctions("import * as fs from 'fs';")).toEqual(['*']);
  expect(fileFunctions("const { open } = await import('node:fs/promises');")).toEqual(['*']);
  expect(fileFunctions("process.getBuiltinModule('node:fs')")).toEqual(['*']);
  expect(fileFunctions("import { open as o, type Stats, closeSync } from 'node:fs/promises';")).toEqual([
    'open as o',
  ]);
});
