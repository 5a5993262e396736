import type { Worker } from 'node:worker_threads';
import { MAX_JSON_VALUES } from '@orrery/transcript';
import { expect, test, vi } from 'vitest';
import { registration, SESSION } from '../test/contract-world.ts';
import { eventually, temporaryFolder } from '../test/test-hub.ts';
import { batchOf, promptLine } from '../test/transcript-file.ts';
import { createSqliteArchive, type SqliteArchiveOptions } from './sqlite-archive.ts';
import { createSuspects } from './suspects.ts';

vi.setConfig({ testTimeout: 300_000 });

const path = `projects/-home-ana-shop/${SESSION}.jsonl`;
const hello = () => batchOf(`${promptLine('hello', { sessionId: SESSION })}\n`, { path });

async function open(part: Partial<SqliteArchiveOptions> & { dataDir: string }) {
  const threads = new Map<string, Worker>();
  const problems: string[] = [];
  let deaths = 0;
  const archive = await createSqliteArchive({
    ...part,
    onThread: (role, thread) => threads.set(role, thread),
    onProblem: (message) => problems.push(message),
    onFatal: () => {
      deaths += 1;
    },
  });
  const host = (await archive.registerHost(registration('mars'))).id;
  return { archive, host, threads, problems, deaths: () => deaths };
}

test('[AR43] a reading, searching or copying thread that dies is replaced, and the archive goes on', async () => {
  const { archive, host, threads, problems, deaths } = await open({ dataDir: temporaryFolder() });
  const { header, payload } = hello();
  await archive.commitBatch(host, header, payload);
  for (const role of ['reader', 'searcher', 'checkpointer']) await threads.get(role)?.terminate();
  await eventually(() => problems.filter((problem) => problem.includes('died')).length).toBe(3);
  await eventually(() =>
    archive
      .hosts()
      .then((hosts) => hosts.length)
      .catch(() => 0),
  ).toBe(1);
  await eventually(() =>
    archive
      .search({ q: 'hello', limit: 10 })
      .then(({ items }) => items.length)
      .catch(() => 0),
  ).toBe(1);
  expect(deaths()).toBe(0);
  await archive.close();
});

test('[AR43] when the writing thread dies, every call under way fails and says to try again', async () => {
  const dataDir = temporaryFolder();
  const { archive, host, threads, deaths } = await open({ dataDir });
  const { header, payload } = hello();
  await archive.commitBatch(host, header, payload);
  await threads.get('writer')?.terminate();
  await eventually(deaths).toBe(1);
  await expect(archive.commitBatch(host, header, hello().payload)).rejects.toMatchObject({
    kind: 'unavailable',
  });
  await archive.close().catch(() => undefined);
  const again = await open({ dataDir });
  expect((await again.archive.entries(SESSION, { limit: 10 })).items).toHaveLength(1);
  await again.archive.close();
});

test('[AR44] a batch that kills the storage each time is left out in words; its neighbours are kept', async () => {
  const dataDir = temporaryFolder();
  const suspects = createSuspects();
  const hostile = `{"type":"user","message":[${'{},'.repeat(MAX_JSON_VALUES / 3)}{}]}\n`;
  const first = hello();
  const start = first.header.end;
  const batch = () => batchOf(hostile, { path, start });
  const problems: string[] = [];
  let deaths = 0;
  for (let tries = 0; tries < 6; tries += 1) {
    // A heap that any real line fits into many times.
    const world = await open({ dataDir, suspects, writerHeapMb: 24 });
    if (tries === 0) await world.archive.commitBatch(world.host, first.header, first.payload);
    const { header, payload } = batch();
    const ack = await world.archive.commitBatch(world.host, header, payload).catch(() => null);
    deaths += world.deaths();
    problems.push(...world.problems);
    await world.archive.close().catch(() => undefined);
    if (ack) {
      expect(ack).toMatchObject({ outcome: 'committed', committed: header.end });
      break;
    }
  }
  expect(deaths).toBe(2);
  expect(problems.join()).toContain('left on their machine');
  const { archive, host } = await open({ dataDir, suspects });
  const end = start + Buffer.byteLength(hostile);
  const after = batchOf(`${promptLine('after', { sessionId: SESSION })}\n`, { path, start: end });
  await archive.commitBatch(host, after.header, after.payload);
  const { items } = await archive.entries(SESSION, { limit: 10 });
  expect(items.map(({ kind }) => kind)).toEqual(['prompt', 'malformed', 'prompt']);
  expect(items[1]?.note).toContain('left on its machine');
  await archive.close();
});
