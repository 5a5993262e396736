import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Archive } from '../archive/archive.ts';
import {
  gather,
  manifestFiles,
  type OpenArchive,
  OTHER_SESSION,
  openWithHost,
  registration,
  SESSION,
  viewOf,
} from './contract-world.ts';
import { answerLine, batchOf, fileOf, promptLine, send } from './transcript-file.ts';

const T = 1_700_000_000_000;

/** What files do: they are rewritten, moved, come early, come from two machines. */
export function describeFiles(name: string, open: OpenArchive): void {
  describe(`archive files (${name})`, () => {
    let archive: Archive;
    let host: string;
    const texts = async (sessionId = SESSION) =>
      (await archive.entries(sessionId, { limit: 500 })).items.map(
        (entry) => entry.parts.map((part) => ('text' in part ? part.text : '')).join('') || entry.note,
      );

    beforeEach(async () => {
      ({ archive, host } = await openWithHost(open));
    });
    afterEach(() => archive.close());

    it('reads a rewritten file from its start and keeps history once, removed lines included', async () => {
      const [one, two, removed, written] = ['one', 'two', 'removed', 'written'].map((text, index) =>
        fileOf(promptLine(text, { at: T + index })),
      ) as [string, string, string, string];
      await send(archive, host, batchOf(one + two + removed));
      const again = one + two + written;
      expect(await send(archive, host, batchOf(again, { generation: 1 }))).toMatchObject({
        outcome: 'committed',
        generation: 1,
        committed: again.length,
      });
      expect(await texts()).toEqual(['one', 'two', 'removed', 'written']);
      expect(await gather(archive.raw(SESSION))).toBe(one + two + removed + again);
    });

    it('[AR1] takes a call of a tool whatever the tool is called, so that no line holds up its machine', async () => {
      const calls = ['constructor', '__proto__', 'toString'].map((tool, index) =>
        answerLine('', { at: T + index, toolUse: { id: tool, name: tool, input: { command: 'ls' } } }),
      );
      expect(await send(archive, host, batchOf(fileOf(...calls)))).toMatchObject({ outcome: 'committed' });
      expect((await archive.session(SESSION))?.toolCalls).toBe(3);
    });

    it('keeps records without uuid and time once when a file is read again', async () => {
      const odd = '{"type":"from-the-future","payload":1}';
      const lines = fileOf(
        odd,
        '{"broken',
        promptLine('one', { at: T }),
        odd,
        'no json',
        promptLine('two', { at: T + 5 }),
      );
      await send(archive, host, batchOf(lines));
      const before = await texts();
      const { items } = await archive.listSessions({ limit: 1 });
      await send(archive, host, batchOf(lines, { generation: 1 }));
      expect(await texts()).toEqual(before);
      const { items: after } = await archive.listSessions({ limit: 1 });
      expect(after[0]).toMatchObject({
        malformedLines: items[0]?.malformedLines,
        unknownLines: items[0]?.unknownLines,
        prompts: 2,
      });
    });

    it('refuses a generation that skips one, one that is over, and a later one that does not begin at 0', async () => {
      const one = fileOf(promptLine('one', { at: T }));
      await send(archive, host, batchOf(one));
      await send(archive, host, batchOf(one, { generation: 1 }));
      for (const batch of [
        batchOf(one, { generation: 3 }),
        batchOf(one, { generation: 0, start: one.length }),
        batchOf(one, { generation: 2, start: 5 }),
      ]) {
        expect(await send(archive, host, batch)).toMatchObject({
          outcome: 'refused',
          generation: 1,
          committed: one.length,
        });
      }
    });

    it('takes gzip and plain payloads as well', async () => {
      const one = fileOf(promptLine('one', { at: T }));
      const two = fileOf(promptLine('two', { at: T + 1 }));
      const zipped = batchOf(one, { encoding: 'gzip' });
      await send(archive, host, { ...zipped, payload: gzipSync(one) });
      await send(archive, host, batchOf(two, { start: one.length, encoding: 'none' }));
      expect(await texts()).toEqual(['one', 'two']);
      expect(await gather(archive.raw(SESSION))).toBe(one + two);
    });

    it('marks a line that was left on its machine, and goes on behind it', async () => {
      const one = fileOf(promptLine('one', { at: T }));
      await send(archive, host, batchOf(one));
      const skipped = batchOf('', { encoding: 'skipped', start: one.length });
      skipped.header.end = one.length + 60_000_000;
      expect(await send(archive, host, skipped)).toMatchObject({
        outcome: 'committed',
        committed: skipped.header.end,
      });
      await send(
        archive,
        host,
        batchOf(fileOf(promptLine('two', { at: T + 1 })), { start: skipped.header.end }),
      );
      expect(await texts()).toEqual(['one', expect.stringContaining('60.0 MB'), 'two']);
      const { items } = await archive.listSessions({ limit: 1 });
      expect(items[0]).toMatchObject({ malformedLines: 1, prompts: 2 });
    });

    it('keeps a session whole when its file moves to another project folder', async () => {
      const one = fileOf(promptLine('one', { at: T }));
      const two = fileOf(promptLine('two', { at: T + 1 }));
      await send(archive, host, batchOf(one));
      await send(archive, host, batchOf(one + two, { path: `projects/-home-ana-worktree/${SESSION}.jsonl` }));
      expect(await texts()).toEqual(['one', 'two']);
      expect((await archive.listSessions({ limit: 10 })).items).toHaveLength(1);
    });

    it('joins agent files to their session, whichever comes first and wherever they lie', async () => {
      const below = `projects/-home-ana-shop/${SESSION}/subagents/agent-a1.jsonl`;
      await send(
        archive,
        host,
        batchOf(fileOf(promptLine('look', { at: T + 10, agentId: 'a1' })), { path: below }),
      );
      await send(archive, host, batchOf(fileOf(promptLine('main', { at: T }))));
      const beside = 'projects/-home-ana-shop/agent-b2.jsonl';
      const early = fileOf('{"not": "a record"}');
      await send(archive, host, batchOf(early, { path: beside }));
      await send(
        archive,
        host,
        batchOf(fileOf(promptLine('beside', { at: T + 20, agentId: 'b2' })), {
          path: beside,
          start: early.length,
        }),
      );
      const { items } = await archive.listSessions({ limit: 10 });
      expect(items).toHaveLength(1);
      expect(items[0]).toMatchObject({ id: SESSION, title: 'main' });
      const detail = await archive.session(SESSION);
      expect(detail?.agentList.map((agent) => agent.id)).toEqual(['main', 'a1', 'b2']);
      const ofAgent = await archive.entries(SESSION, { agent: 'a1', limit: 10 });
      expect(ofAgent).toMatchObject({ items: [{ agentId: 'a1' }], hasBefore: false, hasAfter: false });
      expect((await archive.entries(SESSION, { agent: 'main', limit: 10 })).items).toHaveLength(1);
    });

    it('reads what a meta file says of its agent, again when it changes', async () => {
      const path = `projects/-home-ana-shop/${SESSION}/subagents/agent-a1`;
      const document = (content: unknown, sha256: string) => ({
        type: 'document' as const,
        root: '/home/ana/.claude',
        path: `${path}.meta.json`,
        sha256: sha256.repeat(64),
        content: JSON.stringify(content),
      });
      await archive.commitDocument(host, document({ agentType: 'Explore', description: 'Find it' }, 'a'));
      await send(
        archive,
        host,
        batchOf(fileOf(promptLine('look', { agentId: 'a1', at: T })), { path: `${path}.jsonl` }),
      );
      const agent = async () => (await archive.session(SESSION))?.agentList.find(({ id }) => id === 'a1');
      expect(await agent()).toMatchObject({ type: 'Explore', title: 'Find it' });
      await archive.commitDocument(
        host,
        document({ agentType: 'Explore', description: 'Find it', finished: true }, 'b'),
      );
      expect(await agent()).toMatchObject({ state: 'done' });
      const documents = [];
      for await (const page of archive.manifest(host)) documents.push(...page.documents);
      expect(documents).toEqual([
        { root: '/home/ana/.claude', path: `${path}.meta.json`, sha256: 'b'.repeat(64) },
      ]);
    });

    it('keeps one session id of two machines apart', async () => {
      const other = (await archive.registerHost(registration('pluto'))).id;
      await send(archive, host, batchOf(fileOf(promptLine('on mars', { at: T }))));
      await send(archive, other, batchOf(fileOf(promptLine('on pluto', { at: T + 1 }))));
      expect((await archive.listSessions({ limit: 10 })).items.map((item) => [item.id, item.title])).toEqual([
        [`${SESSION}~${other}`, 'on pluto'],
        [SESSION, 'on mars'],
      ]);
      expect(await texts(`${SESSION}~${other}`)).toEqual(['on pluto']);
    });

    it('keeps a file that is no transcript, without a session', async () => {
      const lines = fileOf('{"display":"hi"}');
      await send(archive, host, batchOf(lines, { path: 'history.jsonl' }));
      expect((await archive.listSessions({ limit: 10 })).items).toEqual([]);
      expect(await manifestFiles(archive, host)).toMatchObject([
        { path: 'history.jsonl', committed: lines.length },
      ]);
    });

    for (const order of ['summary first', 'conversation first'] as const) {
      it(`titles a conversation by the summary that another file holds (${order})`, async () => {
        const leaf = 'bbbbbbbb-0000-4000-8000-000000000001';
        const conversation = batchOf(fileOf(promptLine('old question', { at: T, uuid: leaf })));
        const summary = batchOf(
          fileOf(
            JSON.stringify({ type: 'summary', summary: 'Login page found', leafUuid: leaf }),
            promptLine('new question', { at: T + 9, sessionId: OTHER_SESSION }),
          ),
          { path: `projects/-home-ana-shop/${OTHER_SESSION}.jsonl` },
        );
        const batches = order === 'summary first' ? [summary, conversation] : [conversation, summary];
        for (const batch of batches) await send(archive, host, batch);
        expect(await archive.session(SESSION)).toMatchObject({
          title: 'Login page found',
          titleSource: 'summary',
        });
        expect(await archive.session(OTHER_SESSION)).toMatchObject({ title: 'new question' });
        const before = await viewOf(archive);
        await archive.reindex(() => {});
        expect(await viewOf(archive)).toEqual(before);
      });
    }

    it('gives the same rows and entries after everything was built again', async () => {
      const a1 = `projects/-home-ana-shop/${SESSION}/subagents/agent-a1.jsonl`;
      const one = fileOf(
        promptLine('one', { at: T }),
        answerLine('first', { at: T + 1, messageId: 'm1' }),
        '{"type":"novel"}',
      );
      await send(
        archive,
        host,
        batchOf(fileOf(promptLine('sub', { at: T + 9, agentId: 'a1' })), { path: a1 }),
      );
      await archive.commitDocument(host, {
        type: 'document',
        root: '/home/ana/.claude',
        path: a1.replace('.jsonl', '.meta.json'),
        sha256: 'a'.repeat(64),
        content: '{"agentType":"Plan"}',
      });
      await send(archive, host, batchOf(one));
      const fork = one + fileOf(promptLine('forked', { at: T + 50, sessionId: OTHER_SESSION }));
      await send(
        archive,
        host,
        batchOf(fork, { path: `projects/-home-ana-shop/${OTHER_SESSION}.jsonl`, birthtimeMs: 2_000 }),
      );
      await send(archive, host, batchOf(one + fileOf(promptLine('two', { at: T + 60 })), { generation: 1 }));
      const before = await viewOf(archive);
      const { totals } = await archive.fleet();
      const progress: [number, number][] = [];
      await archive.reindex((done, total) => progress.push([done, total]));
      expect(await viewOf(archive)).toEqual(before);
      expect((await archive.fleet()).totals).toEqual(totals);
      expect(progress.at(-1)).toEqual([4, 4]);
      const found = await archive.search({ q: 'forked', limit: 10 });
      expect(found.items.map((hit) => hit.sessionId)).toEqual([OTHER_SESSION]);
    });
  });
}
