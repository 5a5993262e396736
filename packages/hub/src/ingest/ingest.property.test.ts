import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryArchive } from '../archive/memory-archive.ts';
import { gather, openWithHost, SESSION, viewOf } from '../test/contract-world.ts';
import { answerLine, batchOf, fileOf, promptLine, resultLine, send } from '../test/transcript-file.ts';

const uuid = (index: number) => `aaaaaaaa-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** A line of one of the kinds that files hold; times are near each other and not in order. */
const anyLine = fc
  .record({
    kind: fc.integer({ min: 0, max: 6 }),
    jitter: fc.integer({ min: -3, max: 3 }),
    size: fc.nat({ max: 3000 }),
  })
  .map(({ kind, jitter, size }) => (index: number) => {
    const options = { at: 1_700_000_000_000 + index * 2 + jitter, uuid: uuid(index) };
    const text = `text ${index} ${'wort '.repeat(size / 5)}`;
    switch (kind) {
      case 0:
        return promptLine(text, options);
      case 1:
        return answerLine(text, { ...options, messageId: `m${index >> 1}` });
      case 2:
        return answerLine('', {
          ...options,
          messageId: `m${index}`,
          toolUse: { id: `t${index}`, name: 'Bash', input: { command: text } },
        });
      case 3:
        return resultLine(`t${index - 1}`, text, options);
      case 4:
        return `{"type":"novelty","number":${index}}`;
      case 5:
        return `{"broken ${index}`;
      default:
        return '';
    }
  });
const anyFile = fc
  .array(anyLine, { minLength: 1, maxLength: 40 })
  .map((makers) => makers.map((make, index) => fileOf(make(index))));

/** What an agent may do with a file of so many lines: any run of lines, sent at any time, again and again. */
const anyMoves = fc.array(
  fc.record({
    from: fc.nat({ max: 40 }),
    count: fc.integer({ min: 1, max: 20 }),
    isNewGeneration: fc.boolean(),
  }),
  { maxLength: 12 },
);

describe('ingest', () => {
  it('gives the same session however its bytes are cut, repeated, overlapped or read again from the start', async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, anyMoves, async (lines, moves) => {
        const whole = await openWithHost(async () => createMemoryArchive());
        await send(whole.archive, whole.host, batchOf(lines.join('')));

        const { archive, host } = await openWithHost(async () => createMemoryArchive());
        const offsets = [0];
        for (const line of lines) offsets.push((offsets.at(-1) ?? 0) + Buffer.byteLength(line));
        let [generation, committed] = [0, 0];
        const raw: string[] = [''];
        const sendRun = async (from: number, to: number) => {
          const [start = 0, end = 0] = [offsets[from], offsets[to]];
          if (end <= start) return;
          const bytes = lines.slice(from, to).join('');
          const ack = await send(archive, host, batchOf(bytes, { start, generation }));
          expect(ack.outcome).toBe(start > committed ? 'refused' : 'committed');
          if (start <= committed && end > committed) {
            raw[generation] += Buffer.from(bytes)
              .subarray(committed - start)
              .toString();
            committed = end;
          }
          expect(ack).toMatchObject({ generation, committed });
        };
        for (const move of moves) {
          const isRestart = move.isNewGeneration && committed > 0;
          if (isRestart) {
            [generation, committed] = [generation + 1, 0];
            raw.push('');
          }
          const from = isRestart ? 0 : Math.min(move.from, lines.length);
          await sendRun(from, Math.min(from + move.count, lines.length));
        }
        // Last the rest, from what the archive says.
        await sendRun(offsets.indexOf(committed), lines.length);

        expect(await gather(archive.raw(SESSION))).toBe(raw.join(''));
        const strip = async (of: typeof archive) =>
          JSON.stringify(await viewOf(of), (key, value) =>
            key === 'raw' || key === 'hostId' ? undefined : value,
          );
        expect(await strip(archive)).toBe(await strip(whole.archive));

        const before = await viewOf(archive);
        await archive.reindex(() => {});
        expect(await viewOf(archive)).toEqual(before);
        await Promise.all([archive.close(), whole.archive.close()]);
      }),
      { numRuns: 60 },
    );
  });
});
