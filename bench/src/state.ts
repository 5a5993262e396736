import { join } from 'node:path';
import { hookPayload, sendHook } from '@orrery/e2e';
import { hasHooks, installHooks } from './install-hooks.ts';
import { createLiveSessions, type LiveSession } from './live-sessions.ts';
import { type BenchResult, type Measurement, percentile } from './measurement.ts';
import { openWatchedPage } from './page-watch.ts';
import { type Product, startProduct } from './product.ts';
import { sleep, withScratch } from './scratch.ts';
import { readShownStates, type ShownState, watchStates } from './state-watch.ts';

/** Tall enough for every card, so that none waits outside the virtualised list. */
const VIEWPORT = { width: 1440, height: 3200 };
/** No multiple of a frame, so that the changes fall anywhere in one. */
const EVERY_MS = 97;
const SESSIONS = 20;
const HOOK_SESSIONS = 6;

/** A change that was made, and what the card has to say then. */
interface Change {
  sessionId: string;
  state: string;
  at: number;
}

/** From a change in the client's registry, or a hook, to the state on the card. */
export async function benchState(isSmall: boolean): Promise<BenchResult> {
  return await withScratch(async (folder) => {
    const claudeDir = join(folder, 'claude');
    const dataDir = join(folder, 'data');
    const reported = createLiveSessions({ claudeDir, count: SESSIONS, entrypoint: 'cli' });
    const silent = createLiveSessions({ claudeDir, count: HOOK_SESSIONS, entrypoint: 'sdk-cli' });
    let product: Product | null = null;
    try {
      product = await startProduct({ dataDir, args: ['--claude-dir', claudeDir] });
      const page = await openWatchedPage(product, { viewport: VIEWPORT, watches: [watchStates] });
      try {
        await page.open('/');
        await page.waitForCards();
        await sleep(3_000);
        const changes = isSmall ? 60 : 400;
        const measurements = await measureRegistry(page.page, reported.all, changes);
        const areHooksThere = await hasHooks();
        if (areHooksThere) {
          const targets = await installHooks({ stateDir: join(dataDir, 'agent'), claudeDir });
          const send = (session: LiveSession, event: string): Promise<string> =>
            sendHook(targets, event, hookPayload(session, event, hookFields(event)));
          measurements.push(...(await measureHooks(page.page, { sessions: silent.all, changes, send })));
        }
        measurements.push(...(await measureKills(page.page, reported.all.slice(0, isSmall ? 4 : 12))));
        const hooks = areHooksThere ? 'installed' : 'not in this command';
        return { name: 'state', about: { sessions: SESSIONS, changes, hooks }, measurements };
      } finally {
        await page.close();
      }
    } finally {
      await product?.stop();
      await reported.close();
      await silent.close();
    }
  });
}

type Page = Parameters<typeof readShownStates>[0];

const STATUSES = [
  { status: 'busy', state: 'working' },
  { status: 'waiting', state: 'waiting' },
  { status: 'idle', state: 'idle' },
] as const;

async function measureRegistry(
  page: Page,
  sessions: readonly LiveSession[],
  count: number,
): Promise<Measurement[]> {
  const changes: Change[] = [];
  for (let index = 0; index < count; index += 1) {
    const session = sessions[index % sessions.length];
    const next = STATUSES[Math.floor(index / sessions.length) % STATUSES.length];
    if (session === undefined || next === undefined) break;
    const at = performance.timeOrigin + performance.now();
    session.report(next.status, next.status === 'waiting' ? 'permission prompt' : undefined);
    changes.push({ sessionId: session.id, state: next.state, at });
    await sleep(EVERY_MS);
  }
  await sleep(1_000);
  return summarise('registry', changes, await readShownStates(page));
}

async function measureHooks(
  page: Page,
  options: {
    sessions: readonly LiveSession[];
    changes: number;
    send: (session: LiveSession, event: string) => Promise<string>;
  },
): Promise<Measurement[]> {
  const { sessions, send } = options;
  const changes: Change[] = [];
  for (let index = 0; index < options.changes; index += 1) {
    const session = sessions[index % sessions.length];
    if (session === undefined) break;
    const isStart = Math.floor(index / sessions.length) % 2 === 0;
    const at = performance.timeOrigin + performance.now();
    await send(session, isStart ? 'UserPromptSubmit' : 'Stop');
    changes.push({ sessionId: session.id, state: isStart ? 'working' : 'idle', at });
    await sleep(EVERY_MS);
  }
  await sleep(1_000);
  return summarise('hook', changes, await readShownStates(page));
}

function hookFields(event: string): object {
  return event === 'Stop'
    ? { stop_hook_active: false, last_assistant_message: 'Done.', background_tasks: [], session_crons: [] }
    : { prompt: 'Go on' };
}

/** A process that is killed cannot say so: the agent looks at the process table in steps. */
async function measureKills(page: Page, sessions: readonly LiveSession[]): Promise<Measurement[]> {
  for (const session of sessions) session.report('busy');
  await sleep(1_000);
  const kills: { sessionId: string; at: number }[] = [];
  for (const { id, client } of sessions) {
    kills.push({ sessionId: id, at: performance.timeOrigin + performance.now() });
    await client.kill();
    await sleep(331);
  }
  await sleep(4_000);
  const shown = await readShownStates(page);
  let falseWorking = 0;
  const delays = kills.map(({ sessionId, at }) => {
    const after = shown.filter((each) => each.sessionId === sessionId && each.at > at);
    const over = after.findIndex(({ state }) => state === 'ended' || state === 'crashed');
    if (after.slice(Math.max(0, over)).some(({ state }) => state === 'working')) falseWorking += 1;
    return (after[over]?.at ?? Number.POSITIVE_INFINITY) - at;
  });
  return [
    { name: 'SIGKILL to DOM p50', value: percentile(delays, 0.5), unit: 'ms' },
    { name: 'SIGKILL to DOM, longest', value: percentile(delays, 1), unit: 'ms' },
    {
      name: 'dead, then shown working',
      value: falseWorking,
      unit: `of ${kills.length}`,
      goal: { atMost: 0 },
    },
  ];
}

/** Each change against the first time that its card showed it, before the next change of the same session. */
function summarise(way: string, changes: readonly Change[], shown: readonly ShownState[]): Measurement[] {
  const delays = changes.flatMap((change, index) => {
    const next = changes.find((other, at) => at > index && other.sessionId === change.sessionId);
    const found = shown.find(
      ({ sessionId, state, at }) =>
        sessionId === change.sessionId &&
        state === change.state &&
        at >= change.at &&
        at < (next?.at ?? Number.POSITIVE_INFINITY),
    );
    return found === undefined ? [] : [found.at - change.at];
  });
  return [
    {
      name: `${way} to DOM p50`,
      value: percentile(delays, 0.5),
      unit: 'ms',
      goal: { atMost: 40 },
      note: `${delays.length} changes`,
    },
    {
      name: `${way} to DOM p99`,
      value: percentile(delays, 0.99),
      unit: 'ms',
      note: `longest ${percentile(delays, 1).toFixed(0)} ms`,
    },
    {
      name: `${way}, changes not shown`,
      value: changes.length - delays.length,
      unit: `of ${changes.length}`,
      goal: { atMost: 0 },
    },
  ];
}
