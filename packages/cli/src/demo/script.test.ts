import { afterEach, expect, test, vi } from 'vitest';
import { createTestLife, type TestLife } from '../test/demo-life.ts';
import type { Role } from './fleet-plan.ts';
import { lengthMs } from './pause.ts';
import { playLive } from './play-live.ts';

const BOOT = Date.UTC(2026, 10, 1, 12);

afterEach(() => vi.useRealTimers());

const live = (role: Role): TestLife => createTestLife(role, BOOT);

test.each([
  ['teamPermission', 'waiting', 'permission prompt'],
  ['plan', 'waiting', 'permission prompt'],
  ['question', 'waiting', 'input needed'],
  ['permission', 'busy', undefined],
  ['loop', 'busy', undefined],
  ['burn', 'busy', undefined],
  ['shell', 'shell', undefined],
] as const)('a session of the role %s is %s when the demo starts', (role, status, waitingFor) => {
  const { life, finishPast, registry } = live(role);
  finishPast();
  life.startAsking();
  expect(registry()).toMatchObject({ status });
  expect(registry().waitingFor).toBe(waitingFor);
});

test('a looping session has made the same edit at least ten times', () => {
  const { finishPast, lines } = live('loop');
  finishPast();
  const edits = lines
    .map((line) => /"name":"Edit","input":(\{.*?\})/.exec(line)?.[1])
    .filter((input) => input !== undefined);
  expect(new Set(edits.slice(-10)).size).toBe(1);
  expect(edits.length).toBeGreaterThan(10);
});

test('a script that runs one job after the other leaves no process and no registry file behind', () => {
  const { life, processes, files, registry, finishPast, script } = live('shortJobs');
  finishPast();
  const first = life.session().id;
  for (let index = 0; index < 400 && life.session().id === first; index += 1) script.next();
  expect(life.session().id).not.toBe(first);
  expect(processes.size).toBe(1);
  expect(registry().sessionId).toBe(life.session().id);
  expect(files.size).toBe(1);
});

test('the same seed tells the same past', () => {
  const [first, second] = [live('team'), live('team')];
  first.finishPast();
  second.finishPast();
  expect(second.lines).toEqual(first.lines);
});

test('a session waits out the pause that the start fell into, then goes on, and stops when told', () => {
  vi.useFakeTimers({ now: BOOT });
  const { life, script, finishPast } = live('work');
  const flush = vi.fn();
  const player = { life, script, firstPause: finishPast(), flush, stop: () => undefined };
  playLive(player);
  vi.advanceTimersByTime(lengthMs(player.firstPause) - 1);
  expect(flush).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60_000);
  expect(flush.mock.calls.length).toBeGreaterThan(2);
  player.stop();
  const before = flush.mock.calls.length;
  vi.advanceTimersByTime(600_000);
  expect(flush.mock.calls.length).toBe(before);
});

test('a session that asks soon after the start waits at its keyboard, and goes on when its time is over', () => {
  vi.useFakeTimers({ now: BOOT });
  const { life, script, finishPast, registry } = live('permission');
  playLive({ life, script, firstPause: finishPast(), flush: () => undefined, stop: () => undefined });
  expect(registry()).toMatchObject({ status: 'busy' });
  vi.advanceTimersByTime(10_000);
  expect(registry()).toMatchObject({ status: 'waiting' });
  vi.advanceTimersByTime(400_000);
  expect(registry()).toMatchObject({ status: 'busy' });
});

test('what is always allowed is not asked again', () => {
  const { life, finishPast, lines, registry } = live('teamPermission');
  life.allowed.add('pnpm prisma migrate deploy *');
  finishPast();
  expect(registry()).toMatchObject({ status: 'busy' });
  expect(lines.some((line) => line.includes('Applied 0042_webhook_event.'))).toBe(true);
});

test('generated files lie where the client would put them', () => {
  expect(live('idle').life.session().path).toMatch(
    /^projects\/-home-ana-work-payments-api\/[0-9a-f-]{36}\.jsonl$/,
  );
});
