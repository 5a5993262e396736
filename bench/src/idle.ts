import { join } from 'node:path';
import { writeCorpus } from '@orrery/cli';
import type { BenchResult } from './measurement.ts';
import { readMetrics } from './metrics.ts';
import { childOf, readCpuSeconds, readMemory } from './process-stats.ts';
import { startProduct } from './product.ts';
import { sleep, withScratch } from './scratch.ts';

const SETTLE_MS = 5_000;

/** The agent over ten thousand files of which none changes. */
export async function benchIdle(isSmall: boolean): Promise<BenchResult> {
  return await withScratch(async (folder) => {
    const claudeDir = join(folder, 'claude');
    const sessions = isSmall ? 400 : 10_000;
    const watchMs = isSmall ? 5_000 : 30_000;
    const corpus = writeCorpus({
      out: claudeDir,
      seed: 2,
      sessions,
      records: sessions * 8,
      sizeBytes: sessions * 12_000,
    });
    const product = await startProduct({ dataDir: join(folder, 'data'), args: ['--claude-dir', claudeDir] });
    try {
      while (((await readMetrics(product)).get('archive_raw_bytes') ?? 0) < corpus.bytes) await sleep(200);
      const agent = childOf(product.pid);
      if (agent === null) throw new Error('The agent does not run.');
      await sleep(SETTLE_MS);
      const before = { agent: readCpuSeconds(agent), hub: readCpuSeconds(product.pid) };
      await sleep(watchMs);
      const share = (pid: number, cpu: number): number =>
        ((readCpuSeconds(pid) - cpu) / (watchMs / 1000)) * 100;
      return {
        name: 'idle',
        about: { files: corpus.files, seconds: watchMs / 1000 },
        measurements: [
          {
            name: 'agent memory',
            value: readMemory(agent)?.nowMb ?? Number.NaN,
            unit: 'MB',
            goal: { atMost: 80 },
          },
          { name: 'agent peak memory', value: readMemory(agent)?.peakMb ?? Number.NaN, unit: 'MB' },
          {
            name: 'agent CPU',
            value: share(agent, before.agent),
            unit: '% of a core',
            goal: { atMost: 0.5 },
          },
          { name: 'hub CPU', value: share(product.pid, before.hub), unit: '% of a core' },
          { name: 'hub memory', value: readMemory(product.pid)?.nowMb ?? Number.NaN, unit: 'MB' },
        ],
      };
    } finally {
      await product.stop();
    }
  });
}
