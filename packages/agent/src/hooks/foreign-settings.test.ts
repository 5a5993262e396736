import {
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HookChange, installHooks } from './installer.ts';
import { readHooksStatus } from './read-hooks-status.ts';
import { readSettingsFile, replaceSettingsFile } from './settings/settings-file.ts';

let dir: string;
let root: string;
let settings: string;
let stateDir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-hooks-'));
  root = join(dir, 'claude');
  settings = join(root, 'settings.json');
  stateDir = join(dir, 'state');
  mkdirSync(root);
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function install(): Promise<HookChange> {
  const [result] = await installHooks({ stateDir, roots: [root], nowMs: Date.now(), env: {} });
  if (result === undefined) throw new Error('no result');
  return result;
}

const status = (): string => readHooksStatus({ stateDir, roots: [root] }).state;

describe.skipIf(process.getuid?.() !== 0)('settings of others (needs root to make them)', () => {
  const OTHER = 4242;

  it('[HK17] never writes or reads through a link to the file of another account', async () => {
    const target = join(dir, 'theirs.json');
    writeFileSync(target, '{"a":1}');
    chownSync(target, OTHER, OTHER);
    symlinkSync(target, settings);
    expect(await install()).toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('another account'),
    });
    expect(readFileSync(target, 'utf8')).toBe('{"a":1}');
    expect(status()).toBe('absent');
  });

  it('[HK17] follows no link that another account made, and writes into no folder of another', async () => {
    const target = join(dir, 'mine.json');
    writeFileSync(target, '{"a":1}');
    symlinkSync(target, settings);
    lchownSync(settings, OTHER, OTHER);
    expect((await install()).message).toMatch(/link that another account made/);
    rmSync(settings);
    const theirs = join(dir, 'theirs');
    mkdirSync(theirs);
    writeFileSync(join(theirs, 'mine.json'), '{"a":1}');
    symlinkSync(join(theirs, 'mine.json'), settings);
    chownSync(theirs, OTHER, OTHER);
    expect((await install()).message).toMatch(/theirs belongs to another account/);
    expect(readdirSync(theirs)).toEqual(['mine.json']);
    expect(readFileSync(join(theirs, 'mine.json'), 'utf8')).toBe('{"a":1}');
  });

  it('[HK17] makes the file for the owner of the Claude folder', async () => {
    chownSync(root, OTHER, OTHER);
    await install();
    expect(statSync(settings)).toMatchObject({ uid: OTHER, gid: OTHER });
    writeFileSync(settings, '{"b":2}');
    await install();
    expect(statSync(settings).uid).toBe(OTHER);
  });
});

it('[HK17] writes into no folder that became a link after the file was read', () => {
  const home = join(dir, 'dotfiles');
  mkdirSync(home);
  mkdirSync(join(dir, 'elsewhere'));
  for (const folder of [home, join(dir, 'elsewhere')]) writeFileSync(join(folder, 'settings.json'), '{}');
  symlinkSync(join(home, 'settings.json'), settings);
  const seen = readSettingsFile(root);
  rmSync(home, { recursive: true });
  symlinkSync(join(dir, 'elsewhere'), home);
  expect(() => replaceSettingsFile(seen, Buffer.from('{"ours":1}'))).toThrow(/has become a link/);
  expect(readFileSync(join(dir, 'elsewhere/settings.json'), 'utf8')).toBe('{}');
});

it('[HK17] takes none of the secrets for settings', async () => {
  writeFileSync(join(root, '.credentials.json'), '{"token":1}');
  symlinkSync('.credentials.json', settings);
  expect((await install()).message).toMatch(/\.credentials\.json of Claude Code under another name/);
  expect(readFileSync(join(root, '.credentials.json'), 'utf8')).toBe('{"token":1}');
});
