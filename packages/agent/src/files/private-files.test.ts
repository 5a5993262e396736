import {
  chmodSync,
  chownSync,
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
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openMembership } from '../identity/join.ts';
import { openPrivateFolder, readPrivateFile, writeFileAtomic } from './private-files.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-private-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

it('[F9] closes a state folder that others may write', () => {
  chmodSync(dir, 0o777);
  openPrivateFolder(dir);
  expect(statSync(dir).mode & 0o022).toBe(0);
});

it.skipIf(process.getuid?.() !== 0)(
  '[F9] believes no folder and no identity of another account (needs root)',
  () => {
    mkdirSync(join(dir, 'state'));
    writeFileSync(join(dir, 'state/identity.json'), '{}');
    chownSync(join(dir, 'state'), 4242, 4242);
    const geteuid = vi.spyOn(process, 'geteuid').mockReturnValue(4243);
    const open = () =>
      openMembership({ stateDir: join(dir, 'state'), hubUrl: 'http://h', joinToken: undefined });
    expect(open).toThrow(/belongs to another account/);
    chownSync(join(dir, 'state'), 4243, 4243);
    chownSync(join(dir, 'state/identity.json'), 4242, 4242);
    expect(open).toThrow(/identity\.json belongs to another account/);
    geteuid.mockRestore();
  },
);

it('[F9] writes through no link that lies where it writes', () => {
  const target = join(dir, 'target');
  writeFileSync(target, 'kept');
  symlinkSync(target, join(dir, `own.json.${process.pid}.tmp`));
  symlinkSync(target, join(dir, 'own.json'));
  writeFileAtomic(join(dir, 'own.json'), 'new');
  expect(readFileSync(target, 'utf8')).toBe('kept');
  expect(readPrivateFile(dir, 'own.json')).toBe('new');
  expect(readdirSync(dir)).toHaveLength(3);
});
