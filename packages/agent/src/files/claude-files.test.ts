import { chownSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClaudeFiles } from './claude-files.ts';
import { NotFollowedError } from './not-followed.ts';
import { hasDescriptorPaths, openPlaced } from './open-placed.ts';

let dir: string;
let root: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-files-'));
  root = join(dir, 'claude');
  mkdirSync(join(root, 'projects/p'), { recursive: true });
  mkdirSync(join(dir, 'foreign'));
  writeFileSync(join(dir, 'foreign/a.jsonl'), 'foreign\n');
  writeFileSync(join(root, 'projects/p/a.jsonl'), 'own\n');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const isRoot = process.getuid?.() === 0;
const ways = hasDescriptorPaths ? [true, false] : [false];

describe.each(ways)('files, asked of the descriptor: %s', (byDescriptor) => {
  const files = (follow: string[] = [], roots = [root]): ClaudeFiles =>
    new ClaudeFiles({ roots, follow, byDescriptor });
  const read = (of: ClaudeFiles, path: string): string => String(of.read(root, path, 1_000));

  it('[F1] opens no file and lists no folder that a link puts outside', () => {
    symlinkSync(join(dir, 'foreign/a.jsonl'), join(root, 'projects/p/l.jsonl'));
    symlinkSync(join(dir, 'foreign'), join(root, 'projects/l'));
    const door = files();
    for (const path of ['projects/p/l.jsonl', 'projects/l/a.jsonl', '../foreign/a.jsonl'])
      expect(() => read(door, path)).toThrow(NotFollowedError);
    expect(() => door.list(root, 'projects/l')).toThrow(NotFollowedError);
    expect(door.mayEnter(root, 'projects/l')).toBe(false);
    expect(door.mayEnter(root, 'projects/p')).toBe(true);
    expect(
      door
        .list(root, 'projects/p')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['a.jsonl', 'l.jsonl']);
    expect(read(door, 'projects/p/a.jsonl')).toBe('own\n');
  });

  it('[F2] goes through a linked root, and tells no folder from one whose name only begins like it', () => {
    symlinkSync(root, join(dir, 'linked'));
    const door = files([join(dir, 'for')], [join(dir, 'linked')]);
    expect(String(door.read(join(dir, 'linked'), 'projects/p/a.jsonl', 100))).toBe('own\n');
    symlinkSync(join(dir, 'foreign/a.jsonl'), join(root, 'projects/p/l.jsonl'));
    mkdirSync(join(dir, 'for'));
    expect(() => read(door, 'projects/p/l.jsonl')).toThrow(/--follow .*foreign/);
    expect(read(files([join(dir, 'foreign')]), 'projects/p/l.jsonl')).toBe('foreign\n');
  });

  it('[F2] follows a Claude folder that comes later, and one that moves', () => {
    const door = files();
    rmSync(root, { recursive: true });
    expect(() => read(door, 'projects/p/a.jsonl')).toThrow(/ENOENT/);
    mkdirSync(join(dir, 'moved/projects/p'), { recursive: true });
    writeFileSync(join(dir, 'moved/projects/p/a.jsonl'), 'moved\n');
    symlinkSync(join(dir, 'moved'), root);
    expect(read(door, 'projects/p/a.jsonl')).toBe('moved\n');
  });

  it('[F3] knows the secrets of every Claude folder, and of the home around it', () => {
    const other = join(dir, 'other');
    mkdirSync(join(other, 'ide'), { recursive: true });
    for (const [index, secret] of ['other/.credentials.json', 'other/ide/1.lock', '.claude.json'].entries()) {
      writeFileSync(join(dir, secret), 'secret\n');
      linkSync(join(dir, secret), join(root, `projects/p/${index}.jsonl`));
      expect(() => read(files([dir], [root, other]), `projects/p/${index}.jsonl`)).toThrow(/of Claude Code/);
    }
  });

  it.each([
    ...['.credentials.json', '.credentials.json.tmp', 'sessions/1.key', 'ide/1.lock'],
    ...[
      '.claude.json',
      '.claude.json.backup',
      '.claude.json.backup.17',
      '.claude.json.tmp.9.x',
      '.claude.json.corrupted.1',
    ],
    ...['backups/.claude.json.backup.1', 'backups/.credentials.json.1'],
  ])('[F3] knows %s by a second name wherever it knows it by its own', (secret) => {
    const home = process.env.HOME;
    const homes = [join(dir, 'claude'), dir, join(dir, 'home'), join(dir, 'home/.claude')];
    process.env.HOME = join(dir, 'home');
    try {
      for (const [index, folder] of homes.entries()) {
        const path = join(folder, secret);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, 'secret\n');
        linkSync(path, join(root, `projects/p/${index}.jsonl`));
        expect(() => read(files(), `projects/p/${index}.jsonl`)).toThrow(/of Claude Code/);
        mkdirSync(join(root, 'projects/p', String(index), dirname(secret)), { recursive: true });
        writeFileSync(join(root, 'projects/p', String(index), secret), 'secret\n');
        expect(() => read(files(), `projects/p/${index}/${secret}`)).toThrow(/of Claude Code/);
      }
    } finally {
      process.env.HOME = home;
    }
  });

  it('[F12] offers no command for a folder that no sessions are in', () => {
    for (const [name, target] of [
      ['e', '/etc'],
      ['r', '/'],
      ['d', '/dev'],
    ] as const) {
      symlinkSync(target, join(root, 'projects', name));
      expect(() => files().list(root, `projects/${name}`)).toThrow(/outside .*claude\.$/);
    }
    symlinkSync('/etc/passwd', join(root, 'projects/p/passwd.jsonl'));
    expect(() => read(files(), 'projects/p/passwd.jsonl')).toThrow(/outside .*claude\.$/);
  });

  it.skipIf(!isRoot)(
    '[F4] opens nothing of another owner, whoever the agent is (needs root to make one)',
    () => {
      chownSync(join(root, 'projects/p/a.jsonl'), 4242, 4242);
      expect(() => read(files(), 'projects/p/a.jsonl')).toThrow(/another account \(number 4242\)/);
      chownSync(root, 4242, 4242);
      expect(read(files(), 'projects/p/a.jsonl')).toBe('own\n');
    },
  );

  it('[F5] opens no device, and nothing larger than asked for', () => {
    expect(() => read(files(['/dev']), '../../../dev/zero')).toThrow();
    symlinkSync('/dev/zero', join(root, 'projects/p/z.jsonl'));
    expect(() => read(files(['/dev']), 'projects/p/z.jsonl')).toThrow(/not a regular file/);
    expect(files().read(root, 'projects/p/a.jsonl', 3)).toBeNull();
  });

  it('[F6] says where an open file truly is, not where its path led', () => {
    symlinkSync('foreign', join(dir, 'link'));
    expect(openPlaced(join(dir, 'link/a.jsonl'), { byDescriptor }).realPath).toBe(
      join(dir, 'foreign/a.jsonl'),
    );
    symlinkSync('a.jsonl', join(dir, 'foreign/b'));
    expect(openPlaced(join(dir, 'link/b'), { byDescriptor }).realPath).toBe(join(dir, 'foreign/a.jsonl'));
  });
});
