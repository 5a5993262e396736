import { join } from 'node:path';
import { type CorpusReport, writeCorpus } from '@orrery/cli';
import { sampleApi } from './api-sampler.ts';
import { allSessionIds, compareWithBruteForce, measureSearch } from './measure-search.ts';
import { type BenchResult, type Measurement, percentile } from './measurement.ts';
import { readMetrics } from './metrics.ts';
import { childOf, readCpuSeconds, readMemory } from './process-stats.ts';
import { type Product, startProduct } from './product.ts';
import { folderBytes, sleep, withScratch } from './scratch.ts';
import { drawSearches } from './search-classes.ts';

const FULL = { sizeBytes: 386_000_000, sessions: 500, records: 200_000 };
const SMALL = { sizeBytes: 12_000_000, sessions: 40, records: 6_000 };

const POLL_MS = 100;
const QUIET_MS = 2_000;
const MOST_MS = 15 * 60_000;

/** Backfill of a whole archive by the real product, then search in it, then a warm start. */
export async function benchIngest(isSmall: boolean): Promise<BenchResult> {
  return await withScratch(async (folder) => {
    const claudeDir = join(folder, 'claude');
    const dataDir = join(folder, 'data');
    const corpus = writeCorpus({ out: claudeDir, seed: 1, ...(isSmall ? SMALL : FULL) });
    const args = ['--claude-dir', claudeDir];
    const product = await startProduct({ dataDir, args });
    let measurements: Measurement[];
    try {
      measurements = await measureBackfill(product, corpus);
      const classes = drawSearches(claudeDir);
      measurements.push(...(await measureSearch(product, classes)));
      measurements.push(await compareWithBruteForce(product, classes));
    } finally {
      await product.stop();
    }
    const stored = folderBytes(dataDir);
    measurements.push({
      name: 'data folder / JSONL',
      value: stored / corpus.bytes,
      unit: 'x',
      goal: { atMost: 0.7 },
      note: `${(stored / 1e6).toFixed(0)} MB`,
    });
    measurements.push(await measureWarmStart(dataDir, args));
    const about = {
      MB: Math.round(corpus.bytes / 1e6),
      sessions: corpus.sessions,
      files: corpus.files,
      lines: corpus.records,
    };
    return { name: 'ingest', about, measurements };
  });
}

async function measureBackfill(product: Product, corpus: CorpusReport): Promise<Measurement[]> {
  const startedAt = performance.now();
  const sampler = sampleApi(product);
  const memory = { hubMb: 0, agentMb: 0 };
  const cpu = { hub: 0, agent: 0 };
  let committedMs = 0;
  for (;;) {
    const elapsed = performance.now() - startedAt;
    if (elapsed > MOST_MS) throw new Error('The backfill did not end in time.');
    memory.hubMb = Math.max(memory.hubMb, readMemory(product.pid)?.peakMb ?? 0);
    const agent = childOf(product.pid);
    cpu.hub = readCpuSeconds(product.pid);
    if (agent !== null) {
      memory.agentMb = Math.max(memory.agentMb, readMemory(agent)?.peakMb ?? 0);
      cpu.agent = readCpuSeconds(agent);
    }
    const metrics = await readMetrics(product);
    if ((metrics.get('archive_raw_bytes') ?? 0) >= corpus.bytes) {
      // Committed blocks outside the index are scanned directly: what is committed is searchable.
      committedMs = elapsed;
      break;
    }
    await sleep(POLL_MS);
  }
  const { durationsMs, failures } = await sampler.stop();
  const index = await waitForQuietIndex(product);
  const listed = (await allSessionIds(product)).length;
  return [
    {
      name: 'backfill',
      value: corpus.bytes / 1000 / committedMs,
      unit: 'MB/s',
      goal: { atLeast: 40 },
      note: `${(committedMs / 1000).toFixed(1)} s from ready to committed; index quiet ${(index.afterMs / 1000).toFixed(1)} s later with ${index.openBlocks} blocks open`,
    },
    { name: 'sessions not listed', value: corpus.sessions - listed, unit: '', goal: { atMost: 0 } },
    { name: 'API p50 meanwhile', value: percentile(durationsMs, 0.5), unit: 'ms' },
    {
      name: 'API p99 meanwhile',
      value: percentile(durationsMs, 0.99),
      unit: 'ms',
      goal: { atMost: 50 },
      note: `${durationsMs.length} requests, longest ${percentile(durationsMs, 1).toFixed(0)} ms, ${failures.length} failed ${failures[0] ?? ''}`,
    },
    { name: 'hub CPU for it', value: cpu.hub, unit: 's', note: 'start of the process included' },
    { name: 'agent CPU for it', value: cpu.agent, unit: 's' },
    { name: 'hub peak memory', value: memory.hubMb, unit: 'MB', goal: { atMost: 350 } },
    { name: 'agent peak memory', value: memory.agentMb, unit: 'MB' },
  ];
}

/** Until the indexer has caught up: blocks still open stay outside, so the number only has to stand still. */
async function waitForQuietIndex(product: Product): Promise<{ afterMs: number; openBlocks: number }> {
  const startedAt = performance.now();
  let last = Number.NaN;
  let lastChangeMs = 0;
  for (;;) {
    const blocks = (await readMetrics(product)).get('archive_unindexed_blocks') ?? 0;
    const elapsed = performance.now() - startedAt;
    if (blocks !== last) lastChangeMs = elapsed;
    last = blocks;
    if (elapsed - lastChangeMs > QUIET_MS) return { afterMs: lastChangeMs, openBlocks: blocks };
    await sleep(POLL_MS);
  }
}

async function measureWarmStart(dataDir: string, args: readonly string[]): Promise<Measurement> {
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const product = await startProduct({ dataDir, args });
    times.push(product.readyMs);
    await product.stop();
  }
  return {
    name: 'warm start to ready',
    value: percentile(times, 0.5),
    unit: 'ms',
    goal: { atMost: 1_000 },
    note: 'median of 3',
  };
}
