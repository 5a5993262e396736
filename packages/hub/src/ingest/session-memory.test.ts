import { expect, it } from 'vitest';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import type { SessionRow } from '../storage/rows.ts';
import { createSessionCache, newSessionRow } from './session-memory.ts';

/** A cache that counts what it had to restore. */
function createWorld() {
  const restored: number[] = [];
  const storage = createMemoryStorage('test');
  const cache = createSessionCache({
    ...storage,
    savedState: (pk) => {
      restored.push(pk);
      return storage.savedState(pk);
    },
  });
  const commit = (rows: readonly SessionRow[]): number[] => {
    restored.length = 0;
    for (const row of rows) {
      cache.load(row);
      cache.trim();
    }
    return [...restored];
  };
  return { commit };
}

function rowsOf(count: number, isLive: boolean, firstPk: number): SessionRow[] {
  return Array.from({ length: count }, (_, index) => {
    const pk = firstPk + index;
    return { ...newSessionRow(`s${pk}`, 'h1', `u${pk}`), pk, isLive };
  });
}

it('[AR30] keeps hundreds of sessions with a process in memory, whatever a backlog brings in between', () => {
  const { commit } = createWorld();
  const live = rowsOf(300, true, 1);
  const quiet = rowsOf(200, false, 1_001);
  expect(commit(live)).toHaveLength(300);
  expect(commit(quiet)).toHaveLength(200);
  expect(commit(live)).toEqual([]);
});

it('[AR30] keeps few of the sessions without a process, the latest, and a bounded number of all', () => {
  const { commit } = createWorld();
  const quiet = rowsOf(100, false, 1);
  commit(quiet);
  expect(commit(quiet.slice(-32))).toEqual([]);
  expect(commit(quiet.slice(0, 10))).toHaveLength(10);
  const live = rowsOf(700, true, 1_001);
  commit(live);
  expect(commit(live.slice(-512))).toEqual([]);
  expect(commit(live.slice(0, 10))).toHaveLength(10);
});
