import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GrantBook } from './grant-book.ts';
import { grantStorePath, readGrants, writeGrants } from './grant-store.ts';

let stateDir: string;
let book: GrantBook;
let changes: number;

const open = (initial: ConstructorParameters<typeof GrantBook>[0]['initial'] = ['hooks', 'close']): void => {
  book = new GrantBook({ stateDir, initial, checkMs: 20, onChange: () => (changes += 1) });
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
  it('[CM4] begins with what the join line names, and never overwrites what was said since', () => {
    open(['close']);
    expect(book.current).toEqual(['close']);
    book.close();
    writeGrants(stateDir, []);
    open(['close', 'terminals']);
    expect(book.current).toEqual([]);
    expect(readGrants(stateDir)).toEqual([]);
  });

  it('[CM4] decides by the file as it is at that moment', () => {
    open();
    expect(book.allows('close')).toBe(true);
    writeGrants(stateDir, ['hooks']);
    expect(book.allows('close')).toBe(false);
  });

  it('[CM4] notices by itself what the owner changes', async () => {
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
