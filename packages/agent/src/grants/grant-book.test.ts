import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GrantBook } from './grant-book.ts';
import { grantStorePath, writeGrants } from './grant-store.ts';

let stateDir: string;
let book: GrantBook;
let changes: number;

const open = (): void => {
  book = new GrantBook({ stateDir, checkMs: 20, onChange: () => (changes += 1) });
  book.start();
};

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'orrery-grants-'));
  changes = 0;
});
afterEach(() => {
  book.close();
  rmSync(stateDir, { recursive: true, force: true });
});

describe('what the owner of a machine allows', () => {
  it('[CM5] allows nothing as soon as the file is gone, and says so', async () => {
    writeGrants(stateDir, ['hooks', 'close']);
    open();
    expect(book.allows('hooks')).toBe(true);
    rmSync(grantStorePath(stateDir));
    expect(book.allows('hooks')).toBe(false);
    expect(book.current).toEqual([]);
    expect(book.problem).toMatch(/is gone, so the hub may do nothing on this machine.*orrery agent allow/);
  });

  it('[CM4] decides by the file as it is at that moment', () => {
    writeGrants(stateDir, ['hooks', 'close']);
    open();
    expect(book.allows('close')).toBe(true);
    writeGrants(stateDir, ['hooks']);
    expect(book.allows('close')).toBe(false);
  });

  it('[CM4] notices by itself what the owner changes', async () => {
    writeGrants(stateDir, ['hooks', 'close']);
    open();
    const before = changes;
    writeGrants(stateDir, ['terminals']);
    await vi.waitUntil(() => changes > before);
    expect(book.current).toEqual(['terminals']);
  });

  it.each(['', '{', '{"version":1,"allow":["everything"]}', '[]'])(
    '[CM4] allows nothing where the file is damaged (%j), and says so',
    (text) => {
      writeFileSync(grantStorePath(stateDir), text);
      open();
      expect(book.current).toEqual([]);
      expect(book.problem).toMatch(/damaged, so the hub may do nothing/);
      writeGrants(stateDir, ['hooks']);
      expect(book.allows('hooks')).toBe(true);
      expect(book.problem).toBe('');
    },
  );
});
