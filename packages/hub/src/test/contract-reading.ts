import { OrreryError } from '@orrery/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Archive } from '../archive/archive.ts';
import { type OpenArchive, openWithHost, registration, SESSION } from './contract-world.ts';
import { answerLine, batchOf, fileOf, promptLine, send } from './transcript-file.ts';

const T = 1_700_000_000_000;

/** Lists, pages and search. */
export function describeReading(name: string, open: OpenArchive): void {
  describe(`archive reading (${name})`, () => {
    let archive: Archive;
    let host: string;

    beforeEach(async () => {
      ({ archive, host } = await openWithHost(open));
    });
    afterEach(() => archive.close());

    const sessionId = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    const addSession = (index: number, to = host, cwd = '/home/ana/shop') =>
      send(
        archive,
        to,
        batchOf(
          fileOf(
            promptLine(`Question ${index} about 100%`, {
              at: T + (index >> 1),
              sessionId: sessionId(index),
              cwd,
            }),
          ),
          {
            path: `projects/-p/${sessionId(index)}.jsonl`,
          },
        ),
      );

    it('pages through sessions, newest activity first, each exactly once', async () => {
      for (let index = 1; index <= 7; index += 1) await addSession(index);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await archive.listSessions({ limit: 2, cursor });
        seen.push(...page.items.map((item) => item.id));
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1].map(sessionId));
    });

    it('filters by host, project, person, client, state and words; same key is or, different keys are and', async () => {
      const other = (await archive.registerHost(registration('pluto'))).id;
      await addSession(1);
      await addSession(2, other, '/srv/api');
      await addSession(3, other, '/srv/web_app');
      const ids = async (query: object) =>
        (await archive.listSessions({ limit: 10, ...query })).items.map((item) => item.id).toSorted();
      expect(await ids({ host: [other] })).toEqual([2, 3].map(sessionId));
      expect(await ids({ project: ['api', 'shop'] })).toEqual([1, 2].map(sessionId));
      expect(await ids({ host: [other], project: ['shop'] })).toEqual([]);
      expect(await ids({ person: ['Ana'], client: ['cli'], state: ['ended'] })).toHaveLength(3);
      expect(await ids({ state: ['working'] })).toEqual([]);
      expect(await ids({ q: 'QUESTION 2' })).toEqual([sessionId(2)]);
      expect(await ids({ q: '100%' })).toHaveLength(3);
      expect(await ids({ q: 'web_app' })).toEqual([sessionId(3)]);
      expect(await ids({ q: 'webxapp' })).toEqual([]);
    });

    it('refuses a cursor that it never gave', async () => {
      const error = await archive
        .listSessions({ limit: 2, cursor: 'nonsense' })
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(OrreryError);
      expect(error).toMatchObject({ kind: 'invalid' });
    });

    it('pages through a long conversation in every direction', async () => {
      const lines = Array.from({ length: 300 }, (_, index) =>
        answerLine(`${index + 1} ${'words '.repeat(80)}`, { at: T + index }),
      );
      await send(archive, host, batchOf(fileOf(...lines)));
      const page = async (query: object) => {
        const { items, hasBefore, hasAfter } = await archive.entries(SESSION, { limit: 10, ...query });
        return { seqs: [items[0]?.seq, items.at(-1)?.seq, items.length], hasBefore, hasAfter };
      };
      expect(await page({})).toEqual({ seqs: [291, 300, 10], hasBefore: true, hasAfter: false });
      expect(await page({ before: 291 })).toEqual({ seqs: [281, 290, 10], hasBefore: true, hasAfter: true });
      expect(await page({ before: 11 })).toEqual({ seqs: [1, 10, 10], hasBefore: false, hasAfter: true });
      expect(await page({ after: 0 })).toEqual({ seqs: [1, 10, 10], hasBefore: false, hasAfter: true });
      expect(await page({ after: 290 })).toEqual({ seqs: [291, 300, 10], hasBefore: true, hasAfter: false });
      expect(await page({ around: 150 })).toEqual({ seqs: [145, 154, 10], hasBefore: true, hasAfter: true });
      expect(await page({ around: 1 })).toEqual({ seqs: [1, 10, 10], hasBefore: false, hasAfter: true });
      expect(await page({ after: 300 })).toEqual({
        seqs: [undefined, undefined, 0],
        hasBefore: true,
        hasAfter: false,
      });
    });

    it('says that a session does not exist', async () => {
      expect(await archive.session('none')).toBeNull();
      expect(await archive.sessionTail('none')).toBeNull();
      await expect(archive.entries('none', { limit: 1 })).rejects.toMatchObject({ kind: 'notFound' });
    });

    it('finds what is committed at once, wherever in a word it stands', async () => {
      const one = fileOf(
        promptLine('Why does useEffect( run twice?', { at: T }),
        answerLine('因为严格模式 if err != nil', { at: T + 1 }),
      );
      await send(archive, host, batchOf(one));
      const hits = async (q: string) => (await archive.search({ q, limit: 10 })).items.map((hit) => hit.seq);
      expect(await hits('Effect(')).toEqual([1]);
      expect(await hits('严')).toEqual([2]);
      expect(await hits('"err != nil"')).toEqual([2]);
      expect(await hits('absent')).toEqual([]);
      await send(
        archive,
        host,
        batchOf(fileOf(promptLine('useEffect again', { at: T + 2 })), { start: one.length }),
      );
      expect(await hits('useeffect')).toEqual([3, 1]);
    });

    it('counts what it holds', async () => {
      const lines = fileOf(promptLine('one', { at: T }), answerLine('two', { at: T + 1 }));
      await send(archive, host, batchOf(lines));
      expect(await archive.stats()).toMatchObject({
        rawBytes: Buffer.byteLength(lines),
        sessions: 1,
        entries: 2,
        files: 1,
        unindexedBlocks: 1,
      });
    });
  });
}
