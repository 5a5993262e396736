import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Archive, ArchiveChange } from '../archive/archive.ts';
import { describeCrowd } from './contract-crowd.ts';
import { describeFiles } from './contract-files.ts';
import { describeForeign } from './contract-foreign.ts';
import { describeHosts } from './contract-hosts.ts';
import { describeLive } from './contract-live.ts';
import { describeReading } from './contract-reading.ts';
import { describeRequests } from './contract-requests.ts';
import { describeUsage } from './contract-usage.ts';
import { gather, manifestFiles, type OpenArchive, openWithHost, SESSION } from './contract-world.ts';
import { answerLine, batchOf, fileOf, promptLine, resultLine, send } from './transcript-file.ts';

/** What every archive must do, whatever it keeps its rows in. */
export function describeArchive(name: string, open: OpenArchive): void {
  describeBasics(name, open);
  describeFiles(name, open);
  describeUsage(name, open);
  describeForeign(name, open);
  describeLive(name, open);
  describeRequests(name, open);
  describeReading(name, open);
  describeHosts(name, open);
  describeCrowd(name, open);
}

/** The part that also tells whether several threads work together. */
export function describeBasics(name: string, open: OpenArchive): void {
  describe(`archive (${name})`, () => {
    let archive: Archive;
    let host: string;

    beforeEach(async () => {
      ({ archive, host } = await openWithHost(open));
    });

    afterEach(() => archive.close());

    it('shows a session, its entries and its lines as soon as a batch is acknowledged', async () => {
      const lines = fileOf(
        promptLine('Where is the login page?', { at: 1_700_000_000_000 }),
        answerLine('', {
          at: 1_700_000_001_000,
          toolUse: { id: 'toolu_1', name: 'Bash', input: { command: 'ls' } },
        }),
        resultLine('toolu_1', 'login.ts', { at: 1_700_000_002_000 }),
        answerLine('In login.ts.', { at: 1_700_000_003_000 }),
      );
      const ack = await send(archive, host, batchOf(lines));
      expect(ack).toMatchObject({ outcome: 'committed', generation: 0, committed: lines.length });

      const page = await archive.listSessions({ limit: 50 });
      expect(page.items).toHaveLength(1);
      expect(page.items[0]).toMatchObject({
        id: SESSION,
        hostId: host,
        title: 'Where is the login page?',
        project: 'shop',
        person: 'Ana',
        client: 'cli',
        prompts: 1,
        toolCalls: 1,
        lastSeq: 4,
      });
      const entries = await archive.entries(SESSION, { limit: 100 });
      expect(entries.items.map((entry) => [entry.seq, entry.kind])).toEqual([
        [1, 'prompt'],
        [2, 'assistant'],
        [3, 'toolResult'],
        [4, 'assistant'],
      ]);
      expect(await gather(archive.raw(SESSION))).toBe(lines);
      const tail = await archive.sessionTail(SESSION);
      expect(tail?.toolCalls).toMatchObject([{ id: 'toolu_1', name: 'Bash', state: 'done', resultSeq: 3 }]);
      expect(tail?.agents.map((agent) => agent.id)).toEqual(['main']);
    });

    it('applies what continues, trims what overlaps, refuses what leaves a gap', async () => {
      const [one, two, three] = ['one', 'two', 'three'].map((text, index) =>
        fileOf(promptLine(text, { at: 1_700_000_000_000 + index })),
      ) as [string, string, string];
      await send(archive, host, batchOf(one));
      expect(await send(archive, host, batchOf(one))).toMatchObject({
        outcome: 'committed',
        committed: one.length,
      });
      expect(await send(archive, host, batchOf(three, { start: one.length + two.length }))).toMatchObject({
        outcome: 'refused',
        committed: one.length,
      });
      await send(archive, host, batchOf(one + two));
      await send(archive, host, batchOf(two + three, { start: one.length }));
      expect(await gather(archive.raw(SESSION))).toBe(one + two + three);
      const { items } = await archive.entries(SESSION, { limit: 100 });
      expect(items.map((entry) => entry.seq)).toEqual([1, 2, 3]);
    });

    it('refuses bytes that do not fit their hash and stores nothing of them', async () => {
      const batch = batchOf(fileOf(promptLine('one')));
      batch.header.sha256 = 'f'.repeat(64);
      expect(await send(archive, host, batch)).toMatchObject({ outcome: 'refused', committed: 0 });
      const broken = batchOf(fileOf(promptLine('one')));
      broken.payload = broken.payload.subarray(0, -3);
      expect(await send(archive, host, broken)).toMatchObject({ outcome: 'refused', committed: 0 });
      expect(await manifestFiles(archive, host)).toEqual([]);
    });

    it('tells of each commit in order, with whole rows', async () => {
      const changes: ArchiveChange[] = [];
      const stop = archive.onChange((change) => changes.push(change));
      archive.watch(SESSION);
      const one = fileOf(promptLine('one', { at: 1_700_000_000_000 }));
      await send(archive, host, batchOf(one));
      const two = fileOf(promptLine('two', { at: 1_700_000_001_000 }));
      await send(archive, host, batchOf(two, { start: one.length }));
      stop();
      const { seq } = await archive.fleet();
      expect(changes.at(-1)?.seq).toBe(seq);
      expect(changes.map((change) => change.seq)).toEqual(
        changes.map((change) => change.seq).toSorted((a, b) => a - b),
      );
      expect(
        changes.flatMap((change) =>
          change.details.flatMap((details) => details.entries.map((entry) => entry.seq)),
        ),
      ).toEqual([1, 2]);
      expect(changes.at(-1)?.sessions[0]).toMatchObject({ id: SESSION, lastSeq: 2, changeSeq: seq });
    });
  });
}
