import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_GENERATION } from '@orrery/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoneShipper, PATH, type SeenBatch } from './lone-shipper.ts';
import { seeded } from './random-text.ts';
import { secretClasses } from './secret-shapes.ts';
import { plant } from './secret-surroundings.ts';

/** Thousands of offsets, on machines whose cores are busy. */
vi.setConfig({ testTimeout: 300_000 });

const line = (record: unknown): string => `${JSON.stringify(record)}\n`;
const uses = (id: string, command: string): string =>
  line({ message: { content: [{ type: 'tool_use', id, name: 'Bash', input: { command } }] } });
const results = (id: string, content: string): string =>
  line({ message: { content: [{ type: 'tool_result', tool_use_id: id, content }] } });

const HIDDEN = ['correct-horse-battery-staple', 'tr0ub4dor-and-3'];
const DOTENV = [
  uses('toolu_01ABCDEFGHJK', 'cat .env'),
  line({ text: 'between' }),
  results('toolu_01ABCDEFGHJK', `MAILBOX=${HIDDEN[0]}\nREGION_ID=${HIDDEN[1]}\n`),
];

/**
 * A line for each class of secrets, a dotenv file printed some lines after it was named, and text that is no JSON: its
 * second line would count as a value only together with its first.
 */
function corpus(): { text: string; secrets: string[] } {
  const random = seeded(7);
  const secrets = [...HIDDEN];
  const texts = secretClasses.map(({ kind, shapes }, index) => {
    const made = (shapes[index % shapes.length] as (typeof shapes)[number])(random);
    const planted = plant(kind, made, 'shell', random);
    secrets.push(...planted.parts);
    return line({ text: planted.text });
  });
  const raw = '- name: API_KEY\n  value: winter-in-oslo-x7Q\n';
  return {
    text: [DOTENV[0], ...texts.slice(0, 2), raw, ...DOTENV.slice(1), ...texts.slice(2)].join(''),
    secrets,
  };
}

const { text, secrets } = corpus();
const bytes = Buffer.from(text);
const hashOf = (part: Buffer): string => createHash('sha256').update(part).digest('hex');

/** Pieces of eight characters: none of them stands in the corpus but in a secret. */
const pieces = secrets.flatMap((secret) =>
  Array.from({ length: Math.max(0, secret.length - 7) }, (_, at) => secret.slice(at, at + 8)),
);

let one: LoneShipper;
let honest: SeenBatch;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await begin(text);
});
afterEach(() => {
  one.close();
  vi.useRealTimers();
});

async function begin(content: string | Buffer, limits = {}): Promise<void> {
  one?.close();
  one = new LoneShipper(content, limits);
  one.restart();
  one.connect();
  honest = await one.next();
}

/** What is wrong with a batch: other bytes than those of the honest way, or a piece of a secret. */
function wrongWith({ header, bytes: sent }: SeenBatch, from: number): string[] {
  const truth = honest.bytes.subarray(header.start, header.end);
  const told = sent.toString('latin1');
  const leak = pieces.find((piece) => told.includes(piece));
  const isLineStart = from === 0 || bytes[from - 1] === 10;
  const where = isLineStart && header.generation === 0 ? from : 0;
  return [
    ...(leak === undefined ? [] : [`from ${from}: ${leak} is left`]),
    ...(truth.equals(sent) ? [] : [`from ${from}: other bytes of [${header.start}, ${header.end})`]),
    ...(header.start === where ? [] : [`from ${from}: begins at ${header.start}`]),
    ...(isLineStart || header.generation === 1 ? [] : [`from ${from}: generation ${header.generation}`]),
  ];
}

describe('what leaves for a line is the same wherever the hub says to start', () => {
  it('[T43] for every offset that an ack can name', async () => {
    const wrong: string[] = [];
    for (let offset = 1; offset < bytes.length; offset += 1) {
      one.connect();
      await one.next();
      one.acknowledge({ generation: 0, committed: offset, outcome: 'refused' });
      vi.advanceTimersByTime(30_000);
      wrong.push(...wrongWith(await one.next(), offset));
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  it('[T43] for every offset that a manifest can name, with an identity that says nothing', async () => {
    const nothing = hashOf(Buffer.alloc(0));
    const wrong: string[] = [];
    const none = { headLength: 0, headHash: nothing, tailLength: 0, tailHash: nothing };
    for (let offset = 1; offset < bytes.length; offset += 1) {
      one.connect({ generation: 0, committed: offset, identity: { ...honest.header.identity, ...none } });
      const batch = await one.next();
      wrong.push(...wrongWith(batch, offset));
      if (batch.header.generation !== 1) wrong.push(`from ${offset}: it was believed`);
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  it('[T43] after a restart behind each line, when the hub tells the truth', async () => {
    const ends = [...bytes.entries()].filter(([, byte]) => byte === 10).map(([at]) => at + 1);
    const wrong: string[] = [];
    for (const end of ends.slice(0, -1)) {
      one.write(bytes.subarray(0, end));
      one.restart();
      one.connect();
      const first = await one.next();
      one.write(bytes);
      one.restart();
      one.connect({ generation: 0, committed: end, identity: first.header.identity });
      const rest = await one.next();
      if (rest.header.generation !== 0) wrong.push(`from ${end}: read anew`);
      wrong.push(...wrongWith(rest, end));
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  it('[T43] in batches of any size, and behind a line over the cap that named a dotenv file', async () => {
    const skipped = uses('toolu_skipped00', `cat .env ${'z'.repeat(3_000)}`);
    const all = skipped + text + results('toolu_skipped00', 'CITY=reykjavik');
    for (const batchBytes of [64, 700, 2_500]) {
      await begin(all, { batchBytes, maxLineBytes: 2_900 });
      const identities = [];
      const parts = [];
      for (let batch = honest; ; batch = await one.next()) {
        identities.push(batch.header);
        parts.push(batch.bytes);
        const { generation, end } = batch.header;
        one.acknowledge({ generation, committed: end, outcome: 'committed' });
        if (end === all.length) break;
      }
      const whole = Buffer.concat(parts);
      expect(pieces.find((piece) => whole.includes(piece))).toBeUndefined();
      for (const { end, generation, identity } of identities.slice(0, -1)) {
        one.restart();
        one.connect({ generation, committed: end, identity });
        const rest = await one.next();
        const from = rest.header.start - skipped.length;
        expect(rest.header.start).toBe(end);
        expect(rest.bytes.equals(whole.subarray(from, from + rest.bytes.length))).toBe(true);
      }
    }
  });
});

describe('digests', () => {
  it('[T44] cannot be made by whoever knows the bytes, and match nothing when they were', async () => {
    const { size, ino } = statSync(join(one.root, PATH));
    const parts = { head: bytes.subarray(0, 1024), tail: bytes.subarray(size - 1024) };
    const { identity } = honest.header;
    expect(identity).toMatchObject({ headLength: 1024, tailLength: 1024, ino: String(ino) });
    expect([identity.headHash, identity.tailHash]).not.toContain(hashOf(parts.head));
    expect([identity.headHash, identity.tailHash]).not.toContain(hashOf(parts.tail));
    const guessed = { ...identity, headHash: hashOf(parts.head), tailHash: hashOf(parts.tail) };
    one.restart();
    one.connect({ generation: 3, committed: size, identity: guessed });
    expect((await one.next()).header).toMatchObject({ generation: 4, start: 0 });
  });

  it('[T44] are those of one machine and one file', async () => {
    const other = new LoneShipper(text, {}, Buffer.alloc(32, 8));
    other.restart();
    other.connect();
    const { identity } = (await other.next()).header;
    other.close();
    expect(identity.headHash).not.toBe(honest.header.identity.headHash);
    one.restart();
    one.connect({
      generation: 0,
      committed: bytes.length,
      identity: { ...identity, ino: honest.header.identity.ino },
    });
    expect((await one.next()).header).toMatchObject({ generation: 1, start: 0 });
  });
});

describe('lines before the offset', () => {
  const padding = line({ text: 'x'.repeat(2_000) }).repeat(2_000);

  it('[T45] are looked at again in steps, each of a batch at most, and only when there is a line to send', async () => {
    await begin(DOTENV[0] + padding, { batchBytes: 100_000 });
    const before = DOTENV[0] + padding;
    let last = honest;
    for (;;) {
      one.acknowledge({ generation: 0, committed: last.header.end, outcome: 'committed' });
      if (last.header.end === before.length) break;
      last = await one.next();
    }
    one.restart();
    one.looks = 0;
    one.connect({ generation: 0, committed: last.header.end, identity: last.header.identity });
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(one.looks).toBe(1);
    one.write(before + DOTENV[2]);
    one.see();
    let [most, seen] = [0, one.looks];
    let isDone = false;
    const watch = (): void => {
      most = Math.max(most, one.looks - seen);
      seen = one.looks;
      if (!isDone) setImmediate(watch);
    };
    watch();
    const { bytes: sent } = await one.next();
    isDone = true;
    // The loop has its turn between them.
    expect(most).toBeLessThanOrEqual(2);
    expect(HIDDEN.find((value) => sent.includes(value))).toBeUndefined();
    const steps = Math.ceil((padding.length + 200) / 100_000);
    expect(one.looks).toBeGreaterThanOrEqual(steps);
    expect(one.looks).toBeLessThanOrEqual(steps + 5);
  });
});

it('[T46] a generation that has none after it is said to be a problem, and no batch of it is sent', async () => {
  one.acknowledge({ generation: MAX_GENERATION, committed: 7, outcome: 'refused' });
  vi.advanceTimersByTime(30_000);
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(one.problems).toEqual([expect.stringMatching(/a\.jsonl cannot be read: .*hub/)]);
  one.connect();
  expect((await one.next()).header.generation).toBe(0);
});
