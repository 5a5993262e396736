import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LiveSessions } from '@orrery/protocol';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ClaudeFiles } from '../files/claude-files.ts';
import type { ProcessTable } from './process-table.ts';
import { RegistryWatch } from './registry-watch.ts';

const PID_CHECK_MS = 1_500;

let dir: string;
let sessions: string;
let watch: RegistryWatch;
let gone: LiveSessions['gone'];
let errors: unknown[];

const processes: ProcessTable = { pidNamespace: 'pid:[1]', startTimeOf: () => '5' };

const DAY_MS = 86_400_000;

beforeEach(() => {
  vi.useFakeTimers();
  dir = mkdtempSync(join(tmpdir(), 'orrery-registry-'));
  sessions = join(dir, 'sessions');
  mkdirSync(sessions);
  gone = [];
  errors = [];
  watch = new RegistryWatch({
    files: new ClaudeFiles({ roots: [dir] }),
    roots: [dir],
    mode: 'polling',
    processes,
    pidCheckMs: PID_CHECK_MS,
    workingPidCheckMs: PID_CHECK_MS,
    wallMs: () => Date.now(),
    onChange: (change) => gone.push(...change.gone),
    onError: (error) => errors.push(error),
  });
});

afterEach(() => {
  watch.close();
  vi.useRealTimers();
  rmSync(dir, { recursive: true, force: true });
});

function register(pid: number, pidDomain: string | null = null): void {
  const entry = { pid, sessionId: `session-${pid}`, procStart: '5', status: 'busy', pidDomain };
  writeFileSync(join(sessions, `${pid}.json`), JSON.stringify(entry));
}

const running = (): number[] => watch.running.map(({ pid }) => pid).sort((a, b) => a - b);

it('[L12] a registry file that cannot be read hides no other session, and is told once', () => {
  register(30);
  watch.start();
  // Stands for one of another account (a client started with sudo, a container's root) beside ours.
  mkdirSync(join(sessions, '10.json'));
  symlinkSync('20.json', join(sessions, '20.json'));
  register(40);
  vi.advanceTimersByTime(PID_CHECK_MS * 4);
  expect(running()).toEqual([30, 40]);
  expect(gone).toEqual([]);
  expect(errors).toHaveLength(2);
});

it('[L12] a folder that cannot be listed for a moment ends no session', () => {
  register(30);
  watch.start();
  renameSync(sessions, `${sessions}.away`);
  symlinkSync('sessions', sessions);
  vi.advanceTimersByTime(PID_CHECK_MS * 2);
  expect([running(), gone]).toEqual([[30], []]);
  rmSync(sessions);
  renameSync(`${sessions}.away`, sessions);
  vi.advanceTimersByTime(PID_CHECK_MS);
  expect([running(), gone]).toEqual([[30], []]);
});

it('[L6] a file that stays broken is looked at again once soon, and then like all others', () => {
  const looks = vi.spyOn(processes, 'startTimeOf');
  register(30);
  writeFileSync(join(sessions, '31.json'), '{"pid":');
  watch.start();
  expect(looks).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(PID_CHECK_MS - 1);
  expect(looks).toHaveBeenCalledTimes(2);
});

it('[L5] forgets what a container left in a shared home a week ago, until its client writes again', () => {
  const elsewhere = 'linux:m:pid:[2]';
  const path = join(sessions, '30.json');
  register(30, elsewhere);
  utimesSync(path, Date.now() / 1000, (Date.now() - 6 * DAY_MS) / 1000);
  watch.start();
  expect(running()).toEqual([30]);
  vi.setSystemTime(Date.now() + DAY_MS + 1000);
  vi.advanceTimersByTime(PID_CHECK_MS);
  expect([running(), gone]).toEqual([[], [expect.objectContaining({ pid: 30, how: 'exited' })]]);
  expect(watch.leftBehind).toEqual([]);
  utimesSync(path, Date.now() / 1000, Date.now() / 1000);
  vi.advanceTimersByTime(PID_CHECK_MS);
  expect(running()).toEqual([30]);
});
