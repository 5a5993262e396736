import { afterEach, expect, test, vi } from 'vitest';
import { createTestLife } from '../test/demo-life.ts';
import { createDemoProcessControl } from './demo-process.ts';
import { type DemoMachine, MACHINES } from './machines.ts';
import { playLive } from './play-live.ts';

const BOOT = Date.UTC(2026, 10, 1, 12);

afterEach(() => vi.useRealTimers());

function machine(name: string): DemoMachine {
  const found = MACHINES.find((each) => each.name === name);
  if (found === undefined) throw new Error(`The fleet has no ${name}.`);
  return found;
}

function start() {
  vi.useFakeTimers({ now: BOOT });
  const { life, script, finishPast, files, processes, registry } = createTestLife('work', BOOT);
  const flush = vi.fn();
  playLive({ life, script, firstPause: finishPast(), flush, stop: () => undefined });
  const control = createDemoProcessControl(machine('studio-01'), processes);
  return { life, files, processes, control, flush, pid: registry().pid ?? 0 };
}

test('an invented process looks like Claude Code of this account, with the start time of its registry', () => {
  const { control, pid } = start();
  expect(control.describe(pid)).toMatchObject({
    pid,
    startTime: control.startTimeOf(pid),
    uid: process.getuid?.(),
    name: 'claude',
    exe: '/home/ana/.local/share/claude/versions/2.1.330',
  });
  expect(control.describe(1)).toBeNull();
  expect(control.signal(1, 'SIGTERM')).toBe('gone');
});

test('a client that is asked to end does so soon: its registry is removed, and its script stops', () => {
  const { control, pid, files, flush, life } = start();
  expect(control.signal(pid, 'SIGTERM')).toBe('sent');
  expect(control.startTimeOf(pid)).not.toBeNull();
  vi.advanceTimersByTime(1_500);
  expect(control.startTimeOf(pid)).toBeNull();
  expect(files.size).toBe(0);
  expect(life.closed.aborted).toBe(true);
  const before = flush.mock.calls.length;
  vi.advanceTimersByTime(600_000);
  expect(flush.mock.calls.length).toBe(before);
});

test('a client that is killed is gone at once and leaves its registry behind', () => {
  const { control, pid, files } = start();
  control.signal(pid, 'SIGKILL');
  expect(control.startTimeOf(pid)).toBeNull();
  expect(files.size).toBe(1);
});

test('an agent on Windows verifies and ends nothing', () => {
  const { processes, pid } = start();
  const control = createDemoProcessControl(machine('win-qa'), processes);
  expect(control.canVerify).toBe(false);
  expect(control.describe(pid)).toBeNull();
  expect(control.signal(pid, 'SIGTERM')).toBe('forbidden');
  expect(control.startTimeOf(pid)).not.toBeNull();
});
