import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WriterReport, WriterSetup } from './latency-writer.ts';
import { type BenchResult, type Measurement, percentile } from './measurement.ts';
import { readMetrics } from './metrics.ts';
import { openWatchedPage } from './page-watch.ts';
import { childOf, readCpuSeconds } from './process-stats.ts';
import { type Product, startProduct } from './product.ts';
import { folderBytes, sleep, withScratch } from './scratch.ts';

const WRITER = fileURLToPath(new URL('./latency-writer.ts', import.meta.url));

/** From a line on disk to the changed DOM, with every session at work and the page open on one of them. */
export async function benchLatency(isSmall: boolean): Promise<BenchResult> {
  return await withScratch(async (folder) => {
    const setup: WriterSetup = {
      claudeDir: join(folder, 'claude'),
      sessions: isSmall ? 10 : 100,
      ratePerSecond: isSmall ? 20 : 50,
      seconds: isSmall ? 5 : 40,
    };
    const writer = startWriter(setup);
    let product: Product | null = null;
    try {
      const prepared = await writer.next('prepared');
      product = await startProduct({
        dataDir: join(folder, 'data'),
        args: ['--claude-dir', setup.claudeDir],
      });
      await waitForBackfill(product, setup.claudeDir);
      return await measure(product, setup, writer, prepared.sessionIds[0] ?? '');
    } finally {
      writer.kill();
      await product?.stop();
    }
  });
}

type Writer = ReturnType<typeof startWriter>;

async function measure(
  product: Product,
  setup: WriterSetup,
  writer: Writer,
  openId: string,
): Promise<BenchResult> {
  const page = await openWatchedPage(product);
  try {
    await page.open(`/?session=${openId}`);
    await page.waitForCards();
    await sleep(2_000);
    const agentPid = childOf(product.pid) ?? 0;
    const before = { hub: readCpuSeconds(product.pid), agent: readCpuSeconds(agentPid) };
    writer.go();
    const { appends } = await writer.next('done');
    const share = (pid: number, cpu: number): number => ((readCpuSeconds(pid) - cpu) / setup.seconds) * 100;
    const load = { hub: share(product.pid, before.hub), agent: share(agentPid, before.agent) };
    await sleep(2_000);
    const seen = await page.seen();
    const delays = (only: (sessionId: string) => boolean): number[] =>
      appends.flatMap(({ token, at, sessionId }) => {
        const shown = only(sessionId) ? seen.get(token) : undefined;
        return shown === undefined ? [] : [shown - at];
      });
    const all = delays(() => true);
    const open = delays((id) => id === openId);
    const openAppends = appends.filter(({ sessionId }) => sessionId === openId).length;
    const measurements: Measurement[] = [
      {
        name: 'append to DOM p50',
        value: percentile(all, 0.5),
        unit: 'ms',
        goal: { atMost: 25 },
        note: `${all.length} of ${appends.length} appends on screen`,
      },
      {
        name: 'append to DOM p99',
        value: percentile(all, 0.99),
        unit: 'ms',
        goal: { atMost: 100 },
        note: `longest ${percentile(all, 1).toFixed(0)} ms`,
      },
      { name: 'open session p50', value: percentile(open, 0.5), unit: 'ms' },
      {
        name: 'open session p99',
        value: percentile(open, 0.99),
        unit: 'ms',
        note: 'its conversation, tools and agents are shown',
      },
      {
        name: 'open session, lines not shown',
        value: openAppends - open.length,
        unit: `of ${openAppends}`,
        goal: { atMost: 0 },
      },
    ];
    measurements.push(
      { name: 'hub CPU meanwhile', value: load.hub, unit: '% of a core' },
      { name: 'agent CPU meanwhile', value: load.agent, unit: '% of a core' },
    );
    const about = { sessions: setup.sessions, 'appends/s': setup.ratePerSecond, seconds: setup.seconds };
    return { name: 'latency', about, measurements };
  } finally {
    await page.close();
  }
}

function startWriter(setup: WriterSetup) {
  const child = fork(WRITER, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const reports: WriterReport[] = [];
  let wake = (): void => undefined;
  child.on('message', (report: WriterReport) => {
    reports.push(report);
    wake();
  });
  // After the last message, unlike `exit`.
  let isGone = false;
  child.once('close', () => {
    isGone = true;
    wake();
  });
  child.send(setup);
  return {
    go: () => child.send({ type: 'go' }),
    kill: () => child.kill(),
    next: async <T extends WriterReport['type']>(type: T): Promise<Extract<WriterReport, { type: T }>> => {
      for (;;) {
        const found = reports.find(
          (report): report is Extract<WriterReport, { type: T }> => report.type === type,
        );
        if (found !== undefined) return found;
        if (isGone) throw new Error(`The writer ended with code ${child.exitCode}.`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

async function waitForBackfill(product: Product, claudeDir: string): Promise<void> {
  const bytes = folderBytes(claudeDir, (path) => path.endsWith('.jsonl'));
  while (((await readMetrics(product)).get('archive_raw_bytes') ?? 0) < bytes) await sleep(100);
}
