import { createHash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { type BatchHeader, MAX_BATCH_BYTES, MAX_BATCH_LINES, MAX_LINE_BYTES } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { createMemoryArchive } from '../archive/memory-archive.ts';
import { registration, SESSION } from '../test/contract-world.ts';
import { batchOf } from '../test/transcript-file.ts';

const path = `projects/-home-ana-shop/${SESSION}.jsonl`;

async function world() {
  const archive = createMemoryArchive();
  const host = await archive.registerHost(registration('mars'));
  const commit = (raw: Uint8Array, part: Partial<BatchHeader> = {}) => {
    const sha256 = createHash('sha256').update(raw).digest('hex');
    const { header } = batchOf('x\n', { path });
    const full: BatchHeader = { ...header, encoding: 'zstd', end: raw.length, sha256, ...part };
    return archive.commitBatch(host.id, full, zstdCompressSync(raw));
  };
  const entries = async () => (await archive.entries(SESSION, { limit: 100 })).items;
  return { archive, commit, entries };
}

describe('what a batch may be', () => {
  it('[AR40] 40 MiB of newlines in a kilobyte are refused before a list is made of them', async () => {
    const { archive, commit } = await world();
    await expect(commit(new Uint8Array(40 * 1024 * 1024).fill(10))).rejects.toMatchObject({
      kind: 'tooLarge',
    });
    expect((await archive.stats()).rawBytes).toBe(0);
  });

  it('[AR40] more lines than an agent puts into a batch are refused, as many are taken', async () => {
    const { commit } = await world();
    await expect(commit(new Uint8Array(MAX_BATCH_LINES + 1).fill(10))).rejects.toMatchObject({
      kind: 'tooLarge',
    });
    await expect(commit(new Uint8Array(MAX_BATCH_LINES).fill(10))).resolves.toMatchObject({
      outcome: 'committed',
    });
  });

  it('[AR40] one line may be larger than a batch of several, two may not', async () => {
    const { commit } = await world();
    const large = Buffer.alloc(MAX_BATCH_BYTES + 10, 'x');
    large[large.length - 1] = 10;
    await expect(commit(large)).resolves.toMatchObject({ outcome: 'committed' });
    const two = Buffer.from(large);
    two[5] = 10;
    await expect(commit(two, { generation: 1 })).rejects.toMatchObject({ kind: 'tooLarge' });
  });

  it('[AR40] a header that claims more than a line may have is refused by itself', async () => {
    const { commit } = await world();
    await expect(commit(new Uint8Array(10), { end: MAX_LINE_BYTES + 1 })).rejects.toMatchObject({
      kind: 'tooLarge',
    });
  });

  it('[AR3] a payload that unpacks to more than its header says stores nothing', async () => {
    const { archive, commit } = await world();
    const ack = await commit(Buffer.alloc(5_000_000, 'x\n'), { end: 100 });
    expect(ack).toMatchObject({ outcome: 'refused', committed: 0 });
    expect((await archive.stats()).rawBytes).toBe(0);
  });

  it('[AR41] a line of a million brackets is a malformed entry, raw kept, and its neighbours are read', async () => {
    const { commit, entries } = await world();
    const user = (text: string) =>
      JSON.stringify({
        type: 'user',
        uuid: text,
        sessionId: SESSION,
        message: { role: 'user', content: text },
      });
    const nested = `{"type":"user","message":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    await commit(Buffer.from(`${user('before')}\n${nested}\n${user('after')}\n`));
    const items = await entries();
    expect(items.map(({ kind }) => kind)).toEqual(['prompt', 'malformed', 'prompt']);
    expect(items[1]?.note).toContain('nested deeper');
  });

  it('[AR45] a page of entries of megabytes is as many as fit, one at least, and says that there are more', async () => {
    const { archive, commit } = await world();
    const large = (uuid: string) =>
      Buffer.from(
        `${JSON.stringify({ type: 'user', uuid, sessionId: SESSION, message: { role: 'user', content: Array.from({ length: 10 }, () => ({ type: 'text', text: 'x'.repeat(1_000_000) })) } })}\n`,
      );
    let start = 0;
    for (const uuid of ['a', 'b', 'c']) {
      const line = large(uuid);
      await commit(line, { start, end: start + line.length });
      start += line.length;
    }
    const newest = await archive.entries(SESSION, { limit: 100 });
    expect(newest.items.map(({ uuid }) => uuid)).toEqual(['c']);
    expect(newest).toMatchObject({ hasBefore: true, hasAfter: false });
    const oldest = await archive.entries(SESSION, { limit: 100, after: 0 });
    expect(oldest.items.map(({ uuid }) => uuid)).toEqual(['a']);
    expect(oldest).toMatchObject({ hasBefore: false, hasAfter: true });
  });
});
