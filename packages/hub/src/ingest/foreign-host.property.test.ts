import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Archive } from '../archive/archive.ts';
import { createLocalArchive } from '../archive/local-archive.ts';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { openWriterDatabase } from '../storage/sqlite-database.ts';
import { createSqliteStorage } from '../storage/sqlite-storage.ts';
import type { Storage } from '../storage/storage.ts';
import { gather, OTHER_SESSION, registration, SESSION } from '../test/contract-world.ts';
import {
  type HostMessage,
  honestMessages,
  NOW,
  TWISTS,
  type Twist,
  tell,
  twisted,
} from '../test/hostile-host.ts';

/** What the hostile machine does after each message of the honest one. */
type Attack = readonly { of: number; twist: Twist }[];

/** Twists that repeat records byte for byte, in their order. */
const COPYING: ReadonlySet<Twist> = new Set(['asIs', 'cut', 'regenerated']);

interface Outcome {
  /** All that can be read of the honest machine. */
  rows: unknown;
  /** What pages that watch its sessions were told. */
  frames: unknown;
  tokensToday: number;
}

async function play(storage: Storage, attackAfter: (step: number) => Attack): Promise<Outcome> {
  const archive = createLocalArchive({ storage, store: 'test', now: () => NOW });
  const honest = (await archive.registerHost(registration('mars'))).id;
  const hostile = (await archive.registerHost(registration('pluto'))).id;
  for (const host of [honest, hostile])
    await archive.setHostLink(host, { isConnected: true, roundTripMs: 3 });
  const frames: unknown[] = [];
  for (const id of [SESSION, OTHER_SESSION]) archive.watch(id);
  const stop = archive.onChange(({ sessions, details }) => {
    const told = sessions.filter(({ hostId }) => hostId === honest);
    const own = new Set([SESSION, OTHER_SESSION]);
    const of = details.filter(({ sessionId }) => own.has(sessionId));
    if (told.length > 0 || of.length > 0) frames.push({ sessions: told, details: of });
  });
  const messages = honestMessages();
  for (const [step, message] of messages.entries()) {
    await tell(archive, honest, message);
    for (const { of, twist } of attackAfter(step)) {
      const seen = messages[of % (step + 1)] as HostMessage;
      await attempt(tell(archive, hostile, twisted(seen, twist, honest)));
    }
  }
  stop();
  const outcome = {
    rows: await rowsOf(archive, honest),
    frames,
    tokensToday: (await archive.fleet()).totals.tokensToday,
  };
  await archive.reindex(() => {});
  expect(plain(await rowsOf(archive, honest))).toEqual(plain(outcome.rows));
  await archive.close();
  // The names of machines are random.
  const text = JSON.stringify(plain(outcome));
  return JSON.parse(text.replaceAll(honest, 'honest').replaceAll(hostile, 'hostile'));
}

/** Without the numbers of commits, which count those of all machines. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (key, part) => (key === 'changeSeq' ? 0 : part)));
}

/** A hub may refuse what makes no sense; that must not stop the next attempt. */
async function attempt(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof Error) || error.name !== 'OrreryError') throw error;
  });
}

async function rowsOf(archive: Archive, host: string): Promise<unknown> {
  const { items } = await archive.listSessions({ limit: 500, host: [host] });
  const sessions = [];
  for (const summary of items.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const tail = await archive.sessionTail(summary.id);
    sessions.push({
      summary,
      detail: await archive.session(summary.id),
      toolCalls: tail?.toolCalls,
      entries: (await archive.entries(summary.id, { limit: 500 })).items,
      raw: await gather(archive.raw(summary.id)),
    });
  }
  const { items: found } = await archive.search({ q: 'question', limit: 50 });
  const hits = found.filter(({ hostId }) => hostId === host);
  const manifest = [];
  for await (const page of archive.manifest(host)) manifest.push(page);
  const hosts = (await archive.hosts()).filter(({ id }) => id === host);
  return { sessions, hits, manifest, hosts };
}

describe.each(['memory', 'sqlite'])('what another machine says (%s)', (store) => {
  let dir: string;
  let count = 0;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'orrery-foreign-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  // What the clock changes by itself would come at another moment in every run.
  beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['setTimeout', 'setInterval', 'Date'] }));
  afterEach(() => void vi.useRealTimers());
  const openStorage = (): Storage => {
    if (store === 'memory') return createMemoryStorage('one');
    const { db, sql } = openWriterDatabase(join(dir, String(count++)));
    return createSqliteStorage(db, sql);
  };

  it('[AR50] changes no row, entry, hit or frame of a machine, whatever it repeats or twists', async () => {
    const alone = await play(openStorage(), () => []);
    for (const twist of TWISTS) {
      const attacked = await play(openStorage(), (step) =>
        Array.from({ length: step + 1 }, (_, of) => ({ of, twist })),
      );
      expect({ twist, rows: attacked.rows }).toEqual({ twist, rows: alone.rows });
      expect({ twist, frames: attacked.frames }).toEqual({ twist, frames: alone.frames });
      // Equal bytes count once; what is another machine's own counts beside, never instead.
      if (COPYING.has(twist)) expect(attacked.tokensToday).toBe(alone.tokensToday);
      else expect(attacked.tokensToday).toBeGreaterThanOrEqual(alone.tokensToday);
    }
  });

  it('[AR50] does not even change it by any mixture of attacks', async () => {
    const anyAttack = fc.array(fc.record({ of: fc.nat({ max: 20 }), twist: fc.constantFrom(...TWISTS) }), {
      maxLength: 4,
    });
    const { rows, frames } = await play(openStorage(), () => []);
    await fc.assert(
      fc.asyncProperty(fc.array(anyAttack, { minLength: 11, maxLength: 11 }), async (attacks) => {
        const attacked = await play(openStorage(), (step) => attacks[step] ?? []);
        expect({ rows: attacked.rows, frames: attacked.frames }).toEqual({ rows, frames });
      }),
      { numRuns: store === 'memory' ? 60 : 15 },
    );
  });
});
