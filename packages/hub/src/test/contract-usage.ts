import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Archive } from '../archive/archive.ts';
import { type OpenArchive, OTHER_SESSION, openWithHost, SESSION } from './contract-world.ts';
import { answerLine, batchOf, fileOf, promptLine, send } from './transcript-file.ts';

const T = 1_700_000_000_000;

/** Tokens: one API message counts once, whatever repeats it. */
export function describeUsage(name: string, open: OpenArchive): void {
  describe(`archive usage (${name})`, () => {
    let archive: Archive;
    let host: string;
    const usage = async (sessionId = SESSION) => (await archive.session(sessionId))?.usage;
    const forkPath = `projects/-home-ana-shop/${OTHER_SESSION}.jsonl`;

    beforeEach(async () => {
      ({ archive, host } = await openWithHost(open));
    });
    afterEach(() => archive.close());

    it('takes the largest value of each field of a message that several lines carry, also over batches', async () => {
      const line = (output: number, at: number) =>
        fileOf(
          answerLine(`${output}`, {
            messageId: 'm1',
            at,
            usage: { input_tokens: 100, output_tokens: output },
          }),
        );
      const first = line(1, T) + line(7, T + 1);
      await send(archive, host, batchOf(first));
      expect(await usage()).toMatchObject({ input: 100, output: 7 });
      await send(archive, host, batchOf(line(40, T + 2) + line(2, T + 3), { start: first.length }));
      expect(await usage()).toMatchObject({ input: 100, output: 40 });
      const { costMicros } = (await usage()) ?? {};
      expect(costMicros).toBe(100 * 3 + 40 * 15);
    });

    for (const order of ['original first', 'fork first'] as const) {
      it(`counts the messages of a fork where they were written (${order})`, async () => {
        const old = (sessionId: string) =>
          answerLine('old', {
            uuid: 'aaaaaaaa-0000-4000-8000-000000000001',
            messageId: 'old',
            at: T,
            sessionId,
            usage: { input_tokens: 100, output_tokens: 10 },
          });
        const original = batchOf(fileOf(old(SESSION)), { birthtimeMs: 1_000 });
        const fork = batchOf(
          fileOf(
            old(OTHER_SESSION),
            answerLine('new', {
              messageId: 'new',
              at: T + 9,
              sessionId: OTHER_SESSION,
              usage: { input_tokens: 5, output_tokens: 1 },
            }),
          ),
          { path: forkPath, birthtimeMs: 2_000 },
        );
        for (const batch of order === 'fork first' ? [fork, original] : [original, fork]) {
          await send(archive, host, batch);
        }
        expect(await usage(SESSION)).toMatchObject({ input: 100, output: 10 });
        expect(await usage(OTHER_SESSION)).toMatchObject({ input: 5, output: 1 });
        expect(await archive.session(OTHER_SESSION)).toMatchObject({ forkedFrom: SESSION, lastSeq: 2 });
        expect(await archive.session(SESSION)).toMatchObject({ forkedFrom: null });
      });
    }

    it('adds up the tokens of today, each message once', async () => {
      const at = Date.now();
      const line = answerLine('now', {
        messageId: 'm1',
        at,
        usage: { input_tokens: 100, output_tokens: 10 },
      });
      await send(archive, host, batchOf(fileOf(line)));
      await send(archive, host, batchOf(fileOf(line), { path: forkPath, birthtimeMs: 3_000 }));
      await send(archive, host, batchOf(fileOf(line), { generation: 1 }));
      const { totals } = await archive.fleet();
      expect(totals).toMatchObject({ tokensToday: 110, sessions: 2 });
    });

    it('books the tokens of an agent on the agent', async () => {
      await send(archive, host, batchOf(fileOf(promptLine('go', { at: T }))));
      await send(
        archive,
        host,
        batchOf(
          fileOf(
            answerLine('sub', { agentId: 'a1', at: T + 1, usage: { input_tokens: 30, output_tokens: 3 } }),
          ),
          { path: `projects/-home-ana-shop/${SESSION}/subagents/agent-a1.jsonl` },
        ),
      );
      const detail = await archive.session(SESSION);
      expect(detail?.agentList.map((agent) => [agent.id, agent.usage.input])).toEqual([
        ['main', 0],
        ['a1', 30],
      ]);
      expect(detail?.usage.input).toBe(30);
    });
  });
}
