import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { alertSettingsSchema, type LiveSession } from '@orrery/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { createArchiveWriter } from '../archive/archive-writer.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { openWriterDatabase } from '../storage/sqlite-database.ts';
import { createSqliteStorage } from '../storage/sqlite-storage.ts';
import type { Storage } from '../storage/storage.ts';
import { OTHER_SESSION, registration, SESSION } from '../test/contract-world.ts';
import { answerLine, batchOf, fileOf, promptLine, resultLine } from '../test/transcript-file.ts';
import { summaryOf } from './session-memory.ts';
import type { CommittedChange } from './unit-of-work.ts';

const MINUTE = 60_000;
const START = 1_800_000_000_000;
const folders: string[] = [];

const stores: [string, () => Storage][] = [
  ['memory', () => createMemoryStorage('test')],
  [
    'SQLite',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'orrery-review-'));
      folders.push(folder);
      const { db, sql } = openWriterDatabase(folder);
      return createSqliteStorage(db, sql);
    },
  ],
];

/** A writer with one connected machine, whose clock stands until it is moved. */
function createWorld(storage: Storage) {
  const changes: CommittedChange[] = [];
  const clock = { now: START };
  const now = () => clock.now;
  const writer = createArchiveWriter({
    storage,
    now,
    newId: () => 'h1',
    onCommit: (change) => changes.push(change),
  });
  const host = writer.registerHost(registration('mars')).id;
  writer.setHostLink(host, { isConnected: true });
  const session = (id = SESSION) => {
    const row = storage.sessionById(id);
    if (row === undefined) throw new Error(`There is no session ${id}.`);
    return summaryOf(row);
  };
  return {
    storage,
    writer,
    host,
    session,
    alerts: (id?: string) => session(id).alerts.map(({ kind }) => kind),
    write(lines: readonly string[], start = 0) {
      const { header, payload } = batchOf(fileOf(...lines), { start });
      writer.commitBatch(host, header, payload);
    },
    report(change: Partial<LiveSession>) {
      const running = { ...idle, statusSince: clock.now, ...change };
      writer.applyLiveSessions(host, { type: 'liveSessions', isFull: false, running: [running], gone: [] });
    },
    /** Sessions that a review so much later wrote. */
    reviewAfter(minutes: number): string[] {
      clock.now += minutes * MINUTE;
      changes.length = 0;
      writer.reviewStates();
      return changes.flatMap((change) => change.sessions.map(({ id }) => id));
    },
  };
}

const idle: LiveSession = {
  root: '/home/ana/.claude',
  pid: 4242,
  sessionId: SESSION,
  status: 'idle',
  waitingFor: null,
  statusSince: START,
  startedAt: START,
  cwd: '/home/ana/shop',
  entrypoint: 'cli',
  version: '2.1.330',
  name: null,
  process: 'alive',
  source: 'registry',
  kind: null,
};

let open: Storage | undefined;

afterEach(() => {
  open?.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe.each(stores)('a review by the clock (%s)', (_, createStorage) => {
  const world = () => {
    open = createStorage();
    return createWorld(open);
  };

  it('finds a session stuck that was at work and wrote nothing more, once', () => {
    const { write, report, reviewAfter, session, alerts } = world();
    write([promptLine('go', { at: START })]);
    report({ status: 'busy' });
    report({ status: 'idle', pid: 7, sessionId: OTHER_SESSION });
    expect(reviewAfter(9)).toEqual([]);
    expect(reviewAfter(2)).toEqual([SESSION]);
    expect(session().alerts).toEqual([
      { kind: 'stuck', evidence: 'silent for over 10 min, no tool running', since: START },
    ]);
    expect(reviewAfter(1)).toEqual([]);
    write([answerLine('done', { at: START + 12 * MINUTE })], fileOf(promptLine('go', { at: START })).length);
    expect(alerts()).toEqual([]);
  });

  it('leaves a long command alone for half an hour', () => {
    const { write, report, reviewAfter, alerts } = world();
    const toolUse = { id: 'toolu_1', name: 'Bash', input: { command: 'make world' } };
    write([promptLine('go', { at: START }), answerLine('', { at: START, toolUse })]);
    report({ status: 'busy' });
    expect([reviewAfter(12), reviewAfter(12)]).toEqual([[], []]);
    expect(reviewAfter(7)).toEqual([SESSION]);
    expect(alerts()).toEqual(['stuck']);
  });

  it('finds that a person has been waited for too long', () => {
    const { report, reviewAfter, session } = world();
    report({ status: 'waiting', waitingFor: 'permission prompt' });
    expect(reviewAfter(10)).toEqual([]);
    expect(reviewAfter(1)).toEqual([SESSION]);
    expect(session().alerts).toEqual([
      { kind: 'waitingLong', evidence: 'waits for a permission for over 10 min', since: START },
    ]);
    expect(reviewAfter(5)).toEqual([]);
    report({ status: 'busy' });
    expect(session().alerts).toEqual([]);
  });

  it('lets a burning session calm down without a line', () => {
    const { write, report, reviewAfter, session, alerts } = world();
    report({ status: 'busy' });
    const usage = { input_tokens: 5_000, output_tokens: 300_000 };
    write(
      [0, 1, 2].map((index) =>
        answerLine('', { at: START - index * MINUTE, usage, toolUse: toolUse(index) }),
      ),
    );
    expect(session().alerts).toMatchObject([
      { kind: 'burning', evidence: expect.stringContaining('tok/min') },
    ]);
    expect(reviewAfter(1)).toEqual([SESSION]);
    expect(reviewAfter(3)).toEqual([SESSION]);
    expect(alerts()).toEqual([]);
    expect(reviewAfter(1)).toEqual([]);
  });

  it('takes a turn for over that nothing follows, where the client does not say so', () => {
    const { write, report, reviewAfter, session } = world();
    const last = answerLine('Done.', { at: START }).replace('"end_turn"', 'null');
    write([promptLine('go', { at: START - 5000 }), last]);
    report({ status: null, statusSince: null, startedAt: START - 60_000, source: 'process' });
    expect(session()).toMatchObject({ state: 'working', stateSince: START - 5000 });
    expect(reviewAfter(0.05)).toEqual([]);
    expect(reviewAfter(0.05)).toEqual([SESSION]);
    expect(session()).toMatchObject({ state: 'idle', stateSince: START });
    expect(reviewAfter(1)).toEqual([]);
  });

  it('ends a session of a client that registers nothing after five quiet minutes', () => {
    const { write, reviewAfter, session } = world();
    write([promptLine('go', { at: START }).replace('2.1.330', '2.1.19')]);
    expect(session().state).toBe('unknown');
    expect(reviewAfter(4)).toEqual([]);
    expect(reviewAfter(2)).toEqual([SESSION]);
    expect(session().state).toBe('ended');
    expect(reviewAfter(1)).toEqual([]);
  });

  it('doubts a process that cannot be looked into once it is quiet', () => {
    const { report, reviewAfter, session } = world();
    report({ status: 'busy', process: 'unverifiable' });
    expect(reviewAfter(4)).toEqual([]);
    expect(reviewAfter(2)).toEqual([SESSION]);
    expect(session().state).toBe('unknown');
    expect(reviewAfter(1)).toEqual([]);
  });

  it('leaves sessions of a machine that is away as they were last seen', () => {
    const { report, writer, host, reviewAfter, session } = world();
    report({ status: 'waiting' });
    writer.setHostLink(host, { isConnected: false, reason: 'asleep' });
    expect(reviewAfter(30)).toEqual([]);
    expect(session()).toMatchObject({ state: 'unreachable', alerts: [] });
  });

  it('[AR15] names the moment at which the next session changes by the clock alone', () => {
    const { report, writer } = world();
    expect(writer.reviewStates()).toBe(Number.POSITIVE_INFINITY);
    report({ status: 'waiting', statusSince: START });
    report({ status: 'idle', pid: 7, sessionId: OTHER_SESSION });
    expect(writer.reviewStates()).toBe(START + 10 * MINUTE);
    writer.setAlertSettings(alertSettingsSchema.parse({ waitingLongAfterMs: 10_000 }));
    expect(writer.reviewStates()).toBe(START + 10_000);
  });

  it('[AR19] takes an alert back when its threshold is raised', () => {
    const { report, reviewAfter, writer, alerts } = world();
    report({ status: 'waiting' });
    reviewAfter(11);
    expect(alerts()).toEqual(['waitingLong']);
    writer.setAlertSettings(alertSettingsSchema.parse({ waitingLongAfterMs: 60 * MINUTE }));
    expect(alerts()).toEqual([]);
  });

  it('tells a loop with the line that closes it', () => {
    const { write, report, alerts, session } = world();
    report({ status: 'busy' });
    const calls = (count: number) =>
      Array.from({ length: count }, (_, index) => [
        answerLine('', { at: START + index * 10, toolUse: toolUse(index) }),
        resultLine(`toolu_${index}`, 'ok', { at: START + index * 10 + 5 }),
      ]).flat();
    write(calls(3));
    expect(alerts()).toEqual([]);
    const fourth = answerLine('', { at: START + 40, toolUse: toolUse(3) });
    write([fourth], fileOf(...calls(3)).length);
    expect(session().alerts).toEqual([
      { kind: 'looping', evidence: 'same Edit on cart.ts 4 times', since: START },
    ]);
  });
});

function toolUse(index: number) {
  const input = { file_path: '/home/ana/shop/cart.ts', old_string: 'a', new_string: 'b' };
  return { id: `toolu_${index}`, name: 'Edit', input };
}
