import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ClaudeFiles } from '../files/claude-files.ts';
import { RegistryWatch } from './registry-watch.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'orrery-registry-'));
  mkdirSync(join(root, 'sessions'));
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true, force: true });
});

function write(status: string): void {
  const entry = { pid: 7414, sessionId: 'a', procStart: '1', status };
  writeFileSync(join(root, 'sessions', '7414.json'), JSON.stringify(entry));
}

it('[L3] looks at processes often only while a client is at work', () => {
  write('idle');
  const watch = new RegistryWatch({
    files: new ClaudeFiles({ roots: [root] }),
    roots: [root],
    mode: 'polling',
    processes: { startTimeOf: () => '1', pidNamespace: null },
    pidCheckMs: 1_500,
    workingPidCheckMs: 400,
    wallMs: Date.now,
    onChange: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  watch.start();
  expect(vi.getTimerCount()).toBe(1);
  write('busy, at something new');
  vi.advanceTimersByTime(1_500);
  expect(vi.getTimerCount()).toBe(2);
  write('idle');
  vi.advanceTimersByTime(1_500);
  expect(vi.getTimerCount()).toBe(1);
  watch.close();
  expect(vi.getTimerCount()).toBe(0);
});
