import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createManual } from '../synthetic/manual.ts';
import { createRandom } from '../synthetic/random.ts';
import { createPhraseBook } from '../synthetic/text/phrase-book.ts';
import { type Role, SESSION_PLANS, type SessionPlan } from './fleet-plan.ts';
import { createLife, type Life, type MachineWorld } from './life.ts';
import { createLiveClock } from './live-clock.ts';
import { MACHINES } from './machines.ts';
import { lengthMs } from './pause.ts';
import { playLive } from './play-live.ts';
import { roleScript } from './roles.ts';

const BOOT = Date.UTC(2026, 10, 1, 12);
const book = createPhraseBook(createRandom(1), 100);
const manual = createManual(createRandom(2), book, 0.01);

let lines: string[];
let registry: Map<string, string>;

beforeEach(() => {
  lines = [];
  registry = new Map();
});

afterEach(() => vi.useRealTimers());

function createWorld(): MachineWorld {
  const [machine] = MACHINES;
  if (machine === undefined) throw new Error('The fleet has machines.');
  let pid = 100;
  return {
    machine,
    writer: {
      append: (_path, line) => lines.push(line),
      replace: (path, content) => registry.set(path, content),
      flush: () => undefined,
      settle: () => undefined,
      totals: () => ({ files: 0, records: lines.length, bytes: 0 }),
    },
    remove: (path) => registry.delete(path),
    root: '/nowhere/claude',
    processes: new Map(),
    nextPid: () => {
      pid += 1;
      return pid;
    },
  };
}

function live(role: Role): {
  life: Life;
  world: MachineWorld;
  finishPast(): number;
  script: ReturnType<typeof roleScript>;
} {
  const plan = SESSION_PLANS.find((found) => found.role === role) as SessionPlan;
  const world = createWorld();
  const clock = createLiveClock(BOOT - plan.minutes * 60_000, Date.now);
  const life = createLife({ plan, world, random: createRandom(role), book, manual, clock, bootMs: BOOT });
  const script = roleScript(role, life);
  const finishPast = (): number => {
    let left = 0;
    while (clock.now() < BOOT) {
      const { value = 0 } = script.next();
      const ms = lengthMs(value);
      left = Math.max(0, ms - (BOOT - clock.now()));
      clock.pass(ms);
    }
    life.goLive();
    life.startAsking();
    return left;
  };
  return { life, world, script, finishPast };
}

function state(): { status: string; waitingFor?: string; sessionId: string; pid: number } {
  return JSON.parse([...registry].find(([path]) => path.startsWith('sessions/'))?.[1] ?? '{}');
}

test.each([
  ['permission', 'waiting', 'permission prompt'],
  ['teamPermission', 'waiting', 'permission prompt'],
  ['plan', 'waiting', 'permission prompt'],
  ['question', 'waiting', 'input needed'],
  ['loop', 'busy', undefined],
  ['burn', 'busy', undefined],
  ['shell', 'shell', undefined],
] as const)('a session of the role %s is %s when the demo starts', (role, status, waitingFor) => {
  live(role).finishPast();
  expect(state()).toMatchObject({ status });
  expect(state().waitingFor).toBe(waitingFor);
});

test('a looping session has made the same edit at least ten times', () => {
  live('loop').finishPast();
  const edits = lines
    .map((line) => /"name":"Edit","input":(\{.*?\})/.exec(line)?.[1])
    .filter((input) => input !== undefined);
  expect(new Set(edits.slice(-10)).size).toBe(1);
  expect(edits.length).toBeGreaterThan(10);
});

test('a script that runs one job after the other leaves no process and no registry file behind', () => {
  const { life, world, finishPast, script } = live('shortJobs');
  finishPast();
  const first = life.session().id;
  for (let index = 0; index < 400 && life.session().id === first; index += 1) script.next();
  expect(life.session().id).not.toBe(first);
  expect(world.processes.size).toBe(1);
  expect(state().sessionId).toBe(life.session().id);
  expect(registry.size).toBe(1);
});

test('the same seed tells the same past', () => {
  live('team').finishPast();
  const first = lines;
  lines = [];
  live('team').finishPast();
  expect(lines).toEqual(first);
});

test('a session waits out the pause that the start fell into, then goes on, and stops when told', () => {
  vi.useFakeTimers({ now: BOOT });
  const { life, script, finishPast } = live('work');
  const flush = vi.fn();
  const player = { life, script, firstPause: finishPast(), flush, stop: () => undefined };
  playLive(player);
  vi.advanceTimersByTime(player.firstPause - 1);
  expect(flush).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60_000);
  expect(flush.mock.calls.length).toBeGreaterThan(2);
  player.stop();
  const before = flush.mock.calls.length;
  vi.advanceTimersByTime(600_000);
  expect(flush.mock.calls.length).toBe(before);
});

test('generated files lie where the client would put them', () => {
  expect(live('idle').life.session().path).toMatch(
    /^projects\/-home-ana-work-payments-api\/[0-9a-f-]{36}\.jsonl$/,
  );
});
