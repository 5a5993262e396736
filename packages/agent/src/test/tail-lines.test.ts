import { expect, it } from 'vitest';
import { describeInBothModes } from './modes.ts';
import { lines } from './world.ts';

describeInBothModes('lines', (watchMode, current) => {
  it('[T1] reads an existing file from its first byte, and a file that appears later', async () => {
    const world = current();
    world.write('p/old.jsonl', lines(3));
    world.startAgent({ watchMode });
    await world.settle();
    world.write('p/new.jsonl', lines(2));
    world.append('p/old.jsonl', lines(2, 3));
    await world.settle();
    expect(world.hubBytes('p/old.jsonl').toString()).toBe(lines(5));
  });

  it('[T2] finds a file three new folders deep that was written in the same tick', async () => {
    const world = current();
    world.startAgent({ watchMode });
    await world.barrier();
    world.write('q/session/subagents/agent-a1.jsonl', lines(2));
    world.write('r/session/subagents/workflows/run-1/agent-a2.jsonl', lines(2));
    await world.settle();
    expect(world.hubBytes('r/session/subagents/workflows/run-1/agent-a2.jsonl').toString()).toBe(lines(2));
  });

  it('[T3] sends a line that came in two writes once, whole', async () => {
    const world = current();
    world.write('p/a.jsonl', '{"half":');
    world.startAgent({ watchMode });
    await world.barrier();
    expect(world.hubGeneration('p/a.jsonl')).toBeNull();
    world.append('p/a.jsonl', '"done"}\n');
    await world.settle();
    expect(world.headersOf('p/a.jsonl')).toEqual([expect.objectContaining({ start: 0, end: 16 })]);
  });

  it('[T5] keeps lines whole whose newline or character lies on the edge of the read buffer', async () => {
    const world = current();
    const edge = 64;
    for (let length = edge - 4; length <= edge + 4; length += 1) {
      const text = `${'😀é'.repeat(30)}`.slice(0, 20);
      const line = Buffer.concat([Buffer.from(text), Buffer.alloc(length, 'x')]).subarray(0, length - 1);
      world.write(
        `p/${length}.jsonl`,
        Buffer.concat([line, Buffer.from('\n'), line, Buffer.from('\n'), line]),
      );
    }
    world.startAgent({ watchMode, limits: { batchBytes: edge } });
    await world.settle();
    for (const { start, end } of world.hub.headers)
      expect([end - start, world.hub.headers.length]).not.toContain(0);
  });

  it('[T6] holds a last line without a newline back', async () => {
    const world = current();
    world.write('p/a.jsonl', `${lines(2)}{"never":"ended"}`);
    world.startAgent({ watchMode });
    await world.settle();
    await world.barrier();
    expect(world.hubBytes('p/a.jsonl').toString()).toBe(lines(2));
    expect(world.lastStatus().lagLines).toBe(0);
  });

  it('[T7] ships empty lines and counts them', async () => {
    const world = current();
    const text = '\n\n{"a":1}\n\n\n{"b":2}\n\n';
    world.write('p/a.jsonl', text);
    world.startAgent({ watchMode });
    await world.settle();
    world.append('p/a.jsonl', '\n');
    await world.settle();
    expect(world.hubBytes('p/a.jsonl').toString()).toBe(`${text}\n`);
  });

  it('[T8] keeps CRLF, BOM, invalid UTF-8, NUL and U+2028 byte for byte', async () => {
    const world = current();
    const parts = ['\ufeff{"a":1}\r\n', '{"nul":"\0"}\n', '{"ls":"\u2028"}\n'].map((text) =>
      Buffer.from(text),
    );
    const invalid = Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80, 10]);
    world.write('p/a.jsonl', Buffer.concat([...parts, invalid]));
    world.startAgent({ watchMode });
    await world.settle();
    expect(world.hubBytes('p/a.jsonl').equals(Buffer.concat([...parts, invalid]))).toBe(true);
  });

  it('[T9] ships a line of 50 MB alone, its neighbours beside it', async () => {
    const world = current();
    const long = Buffer.alloc(50 * 1024 * 1024, 'y');
    long[long.length - 1] = 10;
    world.write('p/a.jsonl', Buffer.concat([Buffer.from(lines(1)), long, Buffer.from(lines(1, 1))]));
    world.startAgent({ watchMode });
    await world.settle(20_000);
    expect(world.headersOf('p/a.jsonl').map(({ start, end }) => end - start)).toContain(long.length);
  });

  it('[T9] marks a line over the cap as skipped and goes on with its neighbours', async () => {
    const world = current();
    const long = `${'z'.repeat(300_000)}\n`;
    world.write('p/a.jsonl', lines(1) + long + lines(1, 1));
    world.write('p/growing.jsonl', `${lines(1)}${'z'.repeat(200_000)}`);
    world.startAgent({ watchMode, limits: { batchBytes: 10_000, maxLineBytes: 100_000 } });
    await world.until(() => world.hubBytes('p/a.jsonl').length === lines(2).length + long.length);
    world.append('p/growing.jsonl', `zzz\n${lines(1, 1)}`);
    await world.until(() => world.hub.store.skipped.length === 2);
    await world.until(() => world.hubBytes('p/growing.jsonl').toString().endsWith(lines(1, 1)));
    expect(world.hubBytes('p/a.jsonl').toString()).toBe(lines(1) + '\0'.repeat(long.length) + lines(1, 1));
  });

  it('[T10] keeps corrupt JSON in the middle and goes on', async () => {
    const world = current();
    world.write('p/a.jsonl', `${lines(1)}{"broken": tru\n}}}}\n${lines(1, 1)}`);
    world.startAgent({ watchMode });
    await world.settle();
    world.append('p/a.jsonl', lines(1, 2));
    await world.settle();
    expect(world.hubBytes('p/a.jsonl').toString()).toContain('{"broken": tru\n');
  });

  it('[T25] ships a file of less than a kilobyte at once', async () => {
    const world = current();
    world.startAgent({ watchMode });
    await world.barrier();
    world.write('p/small.jsonl', '{}\n');
    await world.settle();
    expect(world.headersOf('p/small.jsonl')[0]?.identity).toMatchObject({ headLength: 3, tailLength: 3 });
  });

  it('[T35] sees the last of a burst of writes by a hint or the sweep of active files alone', async () => {
    const world = current();
    // The product's 250 ms make it a second at the most; the whole-tree sweep is too rare here to help.
    const hourMs = 3_600_000;
    world.startAgent({
      watchMode,
      timing: { activeSweepMs: 250, treeSweepMinMs: hourMs, treeSweepMaxMs: hourMs },
    });
    await world.barrier();
    world.write('p/burst.jsonl', lines(1));
    await world.settle();
    for (let burst = 0; burst < 6; burst += 1) {
      for (let write = 0; write < 2 + burst; write += 1)
        world.append('p/burst.jsonl', lines(1, burst * 10 + write));
      await world.settle();
    }
  });

  it('[T39] does not care when the clock of the host jumps a day either way', async () => {
    const world = current();
    let wallMs = Date.now();
    world.write('p/a.jsonl', lines(1));
    world.write('p/b.jsonl', lines(1));
    world.setTimes('p/a.jsonl', wallMs + 86_400_000);
    world.startAgent({ watchMode, clock: { wallMs: () => wallMs, monotonicMs: () => performance.now() } });
    await world.settle();
    for (const days of [1, -2, 1]) {
      wallMs += days * 86_400_000;
      for (const name of ['p/a.jsonl', 'p/b.jsonl']) {
        world.append(name, lines(1, days + 10));
        world.setTimes(name, wallMs);
      }
      await world.settle();
    }
    expect(world.hubGeneration('p/a.jsonl')).toBe(0);
  });
});
