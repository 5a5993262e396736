import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Archive } from '../archive/archive.ts';
import {
  type OpenArchive,
  OTHER_SESSION,
  openWithHost,
  registration,
  SESSION,
  viewOf,
} from './contract-world.ts';
import { heldRequest, hookReport, requestsChange } from './held-request.ts';
import { liveSession } from './live-session.ts';
import { answerLine, batchOf, fileOf, promptLine, send } from './transcript-file.ts';

const T = 1_700_000_000_000;
const FORK = `projects/-home-ana-shop/${OTHER_SESSION}.jsonl`;
const MAX_MINUTES_AHEAD = 5 * 60_000;

/** Two machines: what one says of what the other has, and what clocks that are wrong do. */
export function describeForeign(name: string, open: OpenArchive): void {
  describe(`archive of several machines (${name})`, () => {
    let archive: Archive;
    let host: string;
    let other: string;
    const usage = async (sessionId: string) => (await archive.session(sessionId))?.usage;

    beforeEach(async () => {
      ({ archive, host } = await openWithHost(open));
      other = (await archive.registerHost(registration('pluto'))).id;
      await archive.setHostLink(other, { isConnected: true });
    });
    afterEach(() => archive.close());

    const line = (output: number, index: number, part: object = {}) =>
      answerLine(`${output}`, {
        ...{ uuid: `aaaaaaaa-0000-4000-8000-00000000000${index}`, at: Date.now(), messageId: 'm1' },
        usage: { input_tokens: 100, output_tokens: output },
        ...part,
      });

    it('[AR51] counts what was copied from one machine to another once, for the one that brought it first', async () => {
      const [start, end, more] = [line(1, 1), line(40, 2), line(7, 3, { messageId: 'm2' })];
      const copied = fileOf(start, end);
      await send(archive, host, batchOf(copied, { birthtimeMs: T }));
      await send(archive, other, batchOf(copied, { birthtimeMs: T - 1_000 }));
      // Work goes on at both places.
      await send(archive, other, batchOf(fileOf(more), { start: copied.length }));
      expect(await usage(SESSION)).toMatchObject({ input: 100, output: 40 });
      expect(await usage(`${SESSION}~${other}`)).toMatchObject({ input: 100, output: 7 });
      expect((await archive.fleet()).totals.tokensToday).toBe(247);
      await archive.reindex(() => {});
      expect(await usage(SESSION)).toMatchObject({ input: 100, output: 40 });
      expect((await archive.fleet()).totals.tokensToday).toBe(247);
    });

    it('[AR51] counts a folder that two machines share once, however far each of them has read', async () => {
      const lines = [line(1, 1), line(9, 2), line(40, 3), line(5, 4, { messageId: 'm2' })].map((text) =>
        fileOf(text),
      );
      const offsets = [0, 0];
      const next = async (machine: 0 | 1, count: number) => {
        const at = offsets[machine] ?? 0;
        const start = Buffer.byteLength(lines.slice(0, at).join(''));
        const bytes = lines.slice(at, at + count).join('');
        offsets[machine] = at + count;
        await send(archive, machine === 0 ? host : other, batchOf(bytes, { start }));
      };
      await next(0, 1);
      await next(1, 3);
      await next(0, 2);
      await next(1, 1);
      await next(0, 1);
      expect((await archive.fleet()).totals.tokensToday).toBe(245);
      const sums = [await usage(SESSION), await usage(`${SESSION}~${other}`)];
      expect(sums.map((sum) => (sum?.input ?? 0) + (sum?.output ?? 0))).toEqual([140, 105]);
    });

    it('[AR51] counts the same message with other bytes for the machine that says it, beside the first', async () => {
      await send(archive, host, batchOf(fileOf(line(40, 1)), { birthtimeMs: T }));
      await send(archive, other, batchOf(fileOf(line(90, 1)), { birthtimeMs: 1 }));
      expect(await usage(SESSION)).toMatchObject({ input: 100, output: 40 });
      expect(await usage(`${SESSION}~${other}`)).toMatchObject({ input: 100, output: 90 });
      expect(await archive.session(SESSION)).toMatchObject({ forkedFrom: null });
    });

    it('[AR51] finds a copy whose fork was read before its original', async () => {
      const original = batchOf(fileOf(line(40, 1)), { birthtimeMs: T });
      const inFork = fileOf(line(40, 1, { sessionId: OTHER_SESSION }));
      const fork = batchOf(inFork, { path: FORK, birthtimeMs: T + 1_000 });
      for (const batch of [original, fork]) await send(archive, host, batch);
      for (const batch of [fork, original]) await send(archive, other, batch);
      expect((await archive.fleet()).totals.tokensToday).toBe(140);
    });

    it('[AR50] never takes the id that the hub gives a session of another machine', async () => {
      await send(archive, other, batchOf(fileOf(promptLine('theirs'))));
      const claimed = `${SESSION}~${host}`;
      await archive.applyLiveSessions(other, {
        ...{ type: 'liveSessions', isFull: true, gone: [], running: [liveSession({ sessionId: claimed })] },
      });
      const ack = await send(archive, host, batchOf(fileOf(promptLine('mine'))));
      expect(ack.outcome).toBe('committed');
      expect(await archive.session(claimed)).toMatchObject({ hostId: host, title: 'mine' });
      expect(await archive.session(`${claimed}~${other}`)).toMatchObject({ hostId: other });
    });

    it('[AR52] pins no session to the top by a time that is yet to come', async () => {
      const now = Date.now();
      const far = answerLine('far', { at: 8.6e15 });
      await send(archive, other, batchOf(fileOf(far)));
      const [session] = (await archive.listSessions({ limit: 1 })).items;
      expect(session?.lastActivityAt).toBeLessThan(now + MAX_MINUTES_AHEAD);
      expect((await archive.entries(`${SESSION}`, { limit: 5 })).items[0]).toMatchObject({
        isTimeWrong: true,
        note: expect.stringContaining('its clock said'),
      });
      await archive.applyLiveSessions(other, {
        ...{ type: 'liveSessions', isFull: true, gone: [] },
        running: [liveSession({ statusSince: 8.6e15, startedAt: -1 })],
      });
      await archive.applyPermissionRequests(
        other,
        requestsChange({ open: [heldRequest({ at: 8.6e15, expiresAt: 8.6e15 })] }),
      );
      const shown = await archive.session(SESSION);
      const times = [shown?.startedAt, shown?.stateSince, shown?.lastActivityAt, shown?.requests[0]?.at];
      for (const at of times) expect(at).toBeLessThan(now + MAX_MINUTES_AHEAD);
      expect(shown?.requests[0]?.expiresAt).toBeLessThan(now + 2 * 86_400_000);
    });

    it('[AR52] ends a session that was stamped a day ahead as soon as any other that nothing is reported of', async () => {
      vi.useFakeTimers({ now: Date.now() });
      try {
        const world = await openWithHost(open);
        await send(
          world.archive,
          world.host,
          batchOf(fileOf(answerLine('x', { at: Date.now() + 86_400_000 }))),
        );
        const now = batchOf(fileOf(answerLine('y', { at: Date.now(), sessionId: OTHER_SESSION })), {
          path: FORK,
        });
        await send(world.archive, world.host, now);
        const states = async () =>
          Promise.all([SESSION, OTHER_SESSION].map(async (id) => (await world.archive.session(id))?.state));
        expect(await states()).toEqual(['unknown', 'unknown']);
        vi.advanceTimersByTime(11_000);
        expect(await states()).toEqual(['ended', 'ended']);
        await world.archive.close();
      } finally {
        vi.useRealTimers();
      }
    });

    it('[AR52] takes the hooks that follow one whose time was yet to come', async () => {
      const told = (part: object) =>
        archive.applyHookReports(host, { type: 'hookReports', reports: [hookReport(part)] });
      await told({ status: 'busy', at: 8.6e15 });
      await told({ status: 'idle', at: Date.now() + 1_000 });
      expect(await archive.session(SESSION)).toMatchObject({ state: 'idle' });
    });

    it('[AR52] holds a report that is told again to the time at which it was heard first', async () => {
      const report = () =>
        archive.applyLiveSessions(host, {
          ...{ type: 'liveSessions', isFull: true, gone: [] },
          running: [liveSession({ statusSince: 8.6e15, startedAt: 8.6e15 })],
        });
      await report();
      const before = await archive.session(SESSION);
      await new Promise((resolve) => setTimeout(resolve, 5));
      await report();
      expect(await archive.session(SESSION)).toEqual(before);
    });

    it('[AR52] recognises what is read again of a machine whose clock is wrong, also after a reindex', async () => {
      const lines = ['a', 'b', 'c'].map((text, index) =>
        fileOf(answerLine(text, { at: index === 1 ? 0 : 8.6e15, messageId: `m${index}` })),
      );
      await send(archive, host, batchOf(lines.join('')));
      await new Promise((resolve) => setTimeout(resolve, 5));
      await send(archive, host, batchOf(lines.join(''), { generation: 1 }));
      await send(
        archive,
        host,
        batchOf(lines.join(''), { path: FORK.replace(OTHER_SESSION, SESSION).replace('-shop', '-copy') }),
      );
      expect((await archive.session(SESSION))?.lastSeq).toBe(3);
      const before = await viewOf(archive);
      await new Promise((resolve) => setTimeout(resolve, 5));
      await archive.reindex(() => {});
      expect(await viewOf(archive)).toEqual(before);
    });

    it('[AR53] counts no tokens that are no number of tokens', async () => {
      const wrong = (input_tokens: number, index: number) =>
        line(1, index, { messageId: `w${index}`, usage: { input_tokens, output_tokens: 1 } });
      await send(archive, host, batchOf(fileOf(wrong(1e300, 1), wrong(-5, 2), wrong(0.5, 3), line(40, 4))));
      expect(await usage(SESSION)).toEqual(expect.objectContaining({ input: 100, output: 40 }));
      expect(await archive.session(SESSION)).toMatchObject({ usageIsLowerBound: true });
      expect((await archive.fleet()).totals.tokensToday).toBe(140);
      const { items } = await archive.entries(SESSION, { limit: 5 });
      expect(items.filter(({ note }) => note?.includes('not counted'))).toHaveLength(3);
    });
  });
}
