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
import { closeStateFolder, openPrivateFolder, readPrivateFile, writeFileAtomic } from './private-files.ts';

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

it('[F10] every start closes the state folder and what it holds of the agent, and says that it was open', () => {
  const names = ['identity.json', 'identity.backup.json', 'grants.json', 'hooks.json', 'files.json'];
  for (const name of names) {
    writeFileSync(join(dir, name), '{}');
    chmodSync(join(dir, name), 0o666);
  }
  writeFileSync(join(dir, 'somebody.txt'), '');
  chmodSync(join(dir, 'somebody.txt'), 0o644);
  chmodSync(dir, 0o777);
  expect(closeStateFolder(dir)).toMatch(/could be written by other accounts/);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  for (const name of names) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
  expect(statSync(join(dir, 'somebody.txt')).mode & 0o777).toBe(0o644);
  expect(closeStateFolder(dir)).toBeNull();
});

it('[F10] what could only be read is closed without a word, and what is not there is no matter', () => {
  writeFileSync(join(dir, 'identity.json'), '{}', { mode: 0o644 });
  chmodSync(dir, 0o755);
  expect(closeStateFolder(dir)).toBeNull();
  expect(statSync(join(dir, 'identity.json')).mode & 0o777).toBe(0o600);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  expect(closeStateFolder(join(dir, 'none'))).toBeNull();
});

it('[F10] a folder that is everybody’s is refused, and nothing of it is changed', () => {
  chmodSync(dir, 0o1777);
  expect(() => closeStateFolder(dir)).toThrow(/belongs to everybody.*--state DIR/);
  expect(() => openPrivateFolder(dir)).toThrow(/belongs to everybody/);
  expect(statSync(dir).mode & 0o7777).toBe(0o1777);
});

it('[F10] a link that somebody left in the folder is read by nobody, whoever owns what it leads to', () => {
  writeFileSync(join(dir, 'elsewhere.json'), '["terminals"]', { mode: 0o600 });
  symlinkSync(join(dir, 'elsewhere.json'), join(dir, 'grants.json'));
  expect(() => readPrivateFile(dir, 'grants.json')).toThrow(/grants\.json is a link.*Remove the link/);
});

it('[F10] no link in the folder is followed to what it names', () => {
  const target = join(dir, 'target');
  writeFileSync(target, 'kept', { mode: 0o644 });
  mkdirSync(join(dir, 'state'));
  symlinkSync(target, join(dir, 'state/grants.json'));
  closeStateFolder(join(dir, 'state'));
  expect(statSync(target).mode & 0o777).toBe(0o644);
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
