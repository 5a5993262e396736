import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { lockDataFolder } from '../storage/data-folder-lock.ts';
import { openPrivateFolder } from './private-folder.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-data-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

const needsRoot = process.getuid?.() !== 0;

it('[AR13] closes a data folder that others may write', () => {
  chmodSync(dir, 0o777);
  lockDataFolder(dir).release();
  expect(statSync(dir).mode & 0o022).toBe(0);
});

it.skipIf(needsRoot)(
  '[AR13] refuses a folder, a key and a link that another account has put there (needs root)',
  () => {
    for (const plant of ['hub.key', 'archive.sqlite', 'hub.lock']) {
      writeFileSync(join(dir, plant), 'planted');
      chownSync(join(dir, plant), 4242, 4242);
      expect(() => lockDataFolder(dir)).toThrow(/belongs to another account \(number 4242\)/);
      rmSync(join(dir, plant));
      symlinkSync('/etc/hostname', join(dir, plant));
      lchownSync(join(dir, plant), 4242, 4242);
      expect(() => lockDataFolder(dir)).toThrow(/Nothing was opened/);
      rmSync(join(dir, plant));
    }
    lockDataFolder(dir).release();
  },
);

it.skipIf(needsRoot)(
  '[AR13] lets root use the folder of an account, as containers do, and an account no other one (needs root)',
  () => {
    chownSync(dir, 4242, 4242);
    writeFileSync(join(dir, 'auth.secret'), 'x');
    openPrivateFolder(dir);
    const geteuid = vi.spyOn(process, 'geteuid').mockReturnValue(4243);
    expect(() => openPrivateFolder(dir)).toThrow(/number 4242/);
    geteuid.mockReturnValue(4242);
    openPrivateFolder(dir);
  },
);
