import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { defaultTiming } from '../agent/timing.ts';
import { ClaudeFiles } from '../files/claude-files.ts';
import { Watcher } from './watcher.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'orrery-watcher-'));
  mkdirSync(join(root, 'projects', 'p'), { recursive: true });
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true, force: true });
});

it('[W7] sweeps what changed lately, and does not wake up for it while there is nothing', async () => {
  const path = join(root, 'projects', 'p', 'a.jsonl');
  writeFileSync(path, '1\n');
  let nowMs = 0;
  const changed = Promise.withResolvers<void>();
  const watcher = new Watcher({
    files: new ClaudeFiles({ roots: [root] }),
    roots: [root],
    optionalRoots: new Set(),
    mode: 'native',
    timing: defaultTiming,
    monotonicMs: () => nowMs,
    events: {
      fileSeen: (_file, why) => {
        if (why === 'changed') changed.resolve();
      },
      fileGone: () => undefined,
    },
    onSwept: () => undefined,
    onChange: () => undefined,
    onError: changed.reject,
  });
  watcher.start();
  // The whole sweep alone.
  expect(vi.getTimerCount()).toBe(1);
  appendFileSync(path, '2\n');
  await changed.promise;
  await new Promise((resolve) => setImmediate(resolve));
  expect(vi.getTimerCount()).toBe(2);
  nowMs = defaultTiming.activeForMs + 1;
  vi.advanceTimersByTime(defaultTiming.activeSweepMs);
  expect(vi.getTimerCount()).toBe(1);
  watcher.close();
  expect(vi.getTimerCount()).toBe(0);
});
