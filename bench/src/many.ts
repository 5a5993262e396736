import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCountingRenders, takeRenders, watchRenders } from '@orrery/e2e';
import type { FleetReport, FleetSetup } from './many-fleet.ts';
import { type BenchResult, percentile } from './measurement.ts';
import { openWatchedPage, type WatchedPage } from './page-watch.ts';
import { readPageWork, TRACE_CATEGORIES } from './page-work.ts';
import { readCpuSeconds, readMemory } from './process-stats.ts';
import { type Product, startProduct } from './product.ts';
import { sleep, withScratch } from './scratch.ts';

const FLEET = fileURLToPath(new URL('./many-fleet.ts', import.meta.url));
const LONG_TASK_MS = 50;
const WARM_UP_MS = 15_000;
const COUNTING_MS = 6_000;

/** Hundreds of sessions on dozens of machines, all at work, and one page that shows them. */
export async function benchMany(isSmall: boolean): Promise<BenchResult> {
  return await withScratch(async (folder) => {
    const product = await startProduct({ dataDir: join(folder, 'data'), args: ['--no-agent'] });
    const setup: FleetSetup = {
      hubUrl: product.url,
      joinToken: await createJoinToken(product),
      folder,
      machines: isSmall ? 10 : 50,
      sessionsPerMachine: 6,
      eventsPerSecond: 2,
      flipsPerSecond: 5,
    };
    const fleet = startFleet(setup);
    try {
      await fleet.connected;
      const page = await openWatchedPage(product, { watches: [watchLongTasks, watchRenders] });
      try {
        return await measure({ product, fleet, page, setup, seconds: isSmall ? 10 : 30 });
      } finally {
        await page.close();
      }
    } finally {
      fleet.stop();
      await product.stop();
    }
  });
}

async function measure(options: {
  product: Product;
  fleet: ReturnType<typeof startFleet>;
  page: WatchedPage;
  setup: FleetSetup;
  seconds: number;
}): Promise<BenchResult> {
  const { product, fleet, page, setup, seconds } = options;
  await page.open('/');
  await page.waitForCards();
  await sleep(WARM_UP_MS);
  const openedMs = Math.max(0, ...(await page.page.evaluate(takeLongTasks)));
  const before = {
    hub: readCpuSeconds(product.pid),
    fleet: readCpuSeconds(fleet.pid),
    counts: await fleet.counts(),
  };
  const browser = page.page.context().browser();
  if (browser === null) throw new Error('The page has no browser.');
  await browser.startTracing(page.page, { categories: TRACE_CATEGORIES });
  await sleep(seconds * 1_000);
  const longTasks = await page.page.evaluate(takeLongTasks);
  const share = (pid: number, cpu: number): number => ((readCpuSeconds(pid) - cpu) / seconds) * 100;
  const load = { hub: share(product.pid, before.hub), fleet: share(fleet.pid, before.fleet) };
  const during = await fleet.counts();
  const trace = await browser.stopTracing();
  const { scriptMsByFrame, taskCpuMs, busyShare } = readPageWork(trace.toString('utf8'));
  await startCountingRenders(page.page);
  const from = await fleet.counts();
  await sleep(COUNTING_MS);
  const renders = await takeRenders(page.page);
  const to = await fleet.counts();
  const events = to.lines - from.lines + to.flips - from.flips;
  const rendersOf = (kind: string): number =>
    Object.entries(renders.places).reduce(
      (sum, [place, times]) => sum + (place.startsWith(kind) ? times : 0),
      0,
    );
  return {
    name: 'many',
    about: {
      sessions: setup.machines * setup.sessionsPerMachine,
      machines: setup.machines,
      'events/s': Math.round(
        (during.lines - before.counts.lines + during.flips - before.counts.flips) / seconds,
      ),
      seconds,
    },
    measurements: [
      {
        name: `tasks over ${LONG_TASK_MS} ms`,
        value: longTasks.length,
        unit: '',
        goal: { atMost: 0 },
        note: `longest ${Math.max(0, ...longTasks).toFixed(0)} ms; while the page opened ${openedMs.toFixed(0)} ms`,
      },
      {
        name: `tasks over ${LONG_TASK_MS} ms of CPU`,
        value: taskCpuMs.filter((ms) => ms > LONG_TASK_MS).length,
        unit: '',
        goal: { atMost: 0 },
        note: `longest ${percentile(taskCpuMs, 1).toFixed(0)} ms`,
      },
      {
        name: 'script a frame p50',
        value: percentile(scriptMsByFrame, 0.5),
        unit: 'ms',
        goal: { atMost: 4 },
      },
      {
        name: 'script a frame p99',
        value: percentile(scriptMsByFrame, 0.99),
        unit: 'ms',
        note: `longest ${percentile(scriptMsByFrame, 1).toFixed(1)} ms`,
      },
      { name: "page's main thread", value: busyShare, unit: '% of a core' },
      {
        name: 'commits an event',
        value: renders.commits / events,
        unit: '',
        note: `${renders.commits} in ${COUNTING_MS / 1000} s`,
      },
      {
        name: 'card renders an event',
        value: rendersOf('card ') / events,
        unit: '',
        goal: { atMost: 1 },
        note: 'cards out of view render nothing',
      },
      { name: 'pip renders an event', value: rendersOf('pip ') / events, unit: '' },
      { name: 'board cell renders an event', value: rendersOf('cell ') / events, unit: '' },
      { name: 'hub CPU meanwhile', value: load.hub, unit: '% of a core' },
      { name: 'hub memory', value: readMemory(product.pid)?.nowMb ?? Number.NaN, unit: 'MB' },
      {
        name: 'agents CPU meanwhile',
        value: load.fleet,
        unit: '% of a core',
        note: 'all in one process, with the writing',
      },
    ],
  };
}

async function createJoinToken(product: Product): Promise<string> {
  const response = await fetch(`${product.url}/api/join-tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${product.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ uses: 1_000 }),
  });
  if (!response.ok) throw new Error(`No join token: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { token: string }).token;
}

/** Runs in the page, before anything else: notes tasks over 50 ms. */
function watchLongTasks(): void {
  const tasks: number[] = [];
  Object.assign(window, { orreryLongTasks: tasks });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  }).observe({ type: 'longtask', buffered: true });
}

function takeLongTasks(): number[] {
  return (window as unknown as { orreryLongTasks: number[] }).orreryLongTasks.splice(0);
}

function startFleet(setup: FleetSetup) {
  const child = fork(FLEET, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const next = async <T extends FleetReport['type']>(type: T): Promise<Extract<FleetReport, { type: T }>> =>
    await new Promise((resolve, reject) => {
      const take = (report: FleetReport): void => {
        if (report.type !== type) return;
        child.off('message', take);
        resolve(report as Extract<FleetReport, { type: T }>);
      };
      child.on('message', take);
      child.once('exit', (code) => reject(new Error(`The fleet ended with code ${code}.`)));
    });
  child.send(setup);
  return {
    pid: child.pid ?? 0,
    connected: next('connected'),
    counts: async (): Promise<{ lines: number; flips: number }> => {
      child.send({ type: 'counts' });
      return await next('counts');
    },
    stop: () => child.disconnect(),
  };
}
