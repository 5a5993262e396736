import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type HookTargets, hookPayload } from '@orrery/e2e';
import type { Page } from 'playwright-core';
import type { ApproveClientOrder, ApproveClientReport } from './approve-client.ts';
import { hasHooks, installHooks } from './install-hooks.ts';
import { createLiveSessions, type LiveSession } from './live-sessions.ts';
import { type BenchResult, percentile } from './measurement.ts';
import { openWatchedPage } from './page-watch.ts';
import { startProduct } from './product.ts';
import { sleep, withScratch } from './scratch.ts';

const CLIENT = fileURLToPath(new URL('./approve-client.ts', import.meta.url));
/** A fresh Approve button takes no click for 400 ms, so that nobody hits what slides under the pointer. */
const ARMED_AFTER_MS = 700;
const ANSWER_MS = 5_000;

/** One permission request, from its first byte to its answer. */
interface Round {
  askedAt: number;
  shownAt: number;
  clickedAt: number;
  answeredAt: number;
}

/** From the click on Approve to the client that goes on. */
export async function benchApprove(isSmall: boolean): Promise<BenchResult> {
  if (!(await hasHooks()))
    throw new Error('This command has no "agent hooks install": nothing can be approved.');
  return await withScratch(async (folder) => {
    const claudeDir = join(folder, 'claude');
    const dataDir = join(folder, 'data');
    const sessions = createLiveSessions({ claudeDir, count: 8, entrypoint: 'cli' });
    const product = await startProduct({ dataDir, args: ['--claude-dir', claudeDir] });
    try {
      const targets = await installHooks({ stateDir: join(dataDir, 'agent'), claudeDir });
      const client = startClient(targets);
      const watched = await openWatchedPage(product, { watches: [watchAnswers] });
      try {
        await watched.open('/');
        await watched.waitForCards();
        await sleep(2_000);
        const rounds: Round[] = [];
        for (let index = 0; index < (isSmall ? 8 : 40); index += 1) {
          const session = sessions.all[index % sessions.all.length];
          if (session !== undefined) rounds.push(await approveOnce(watched.page, client, session, index));
        }
        return toResult(rounds);
      } finally {
        await watched.close();
        client.kill();
      }
    } finally {
      await product.stop();
      await sessions.close();
    }
  });
}

type Client = ReturnType<typeof startClient>;

async function approveOnce(page: Page, client: Client, session: LiveSession, index: number): Promise<Round> {
  const command = `touch file-${index}.txt`;
  const tool = { tool_name: 'Bash', tool_input: { command, description: 'Create a file' } };
  session.report('busy');
  session.callTool(command);
  await sleep(300);
  const askedAt = performance.timeOrigin + performance.now();
  const answered = client.ask({
    event: 'PermissionRequest',
    body: hookPayload(session, 'PermissionRequest', tool),
  });
  // Only one session asks at a time.
  const button = page.getByTestId('card-answers').getByRole('button', { name: /^Approve/ });
  await button.waitFor();
  // The client writes this at the same time; later here, so that what the page shows came by the hook.
  session.report('waiting', 'permission prompt');
  await sleep(ARMED_AFTER_MS);
  await button.click();
  const report = await answered;
  if (!/"behavior"\s*:\s*"allow"/.test(report.answer)) throw new Error(`Not approved: ${report.answer}`);
  const { shownAt, clickedAt } = await page.evaluate(
    () => (window as unknown as { orreryAnswer: Pick<Round, 'shownAt' | 'clickedAt'> }).orreryAnswer,
  );
  await client.ask({
    event: 'PostToolUse',
    body: hookPayload(session, 'PostToolUse', {
      ...tool,
      tool_use_id: `toolu_${index}`,
      tool_response: { stdout: '', stderr: '', interrupted: false },
      duration_ms: 12,
    }),
  });
  session.report('idle');
  await button.waitFor({ state: 'detached' });
  return { askedAt, shownAt, clickedAt, answeredAt: report.at };
}

function toResult(rounds: readonly Round[]): BenchResult {
  const answers = rounds.map(({ clickedAt, answeredAt }) => answeredAt - clickedAt);
  const shows = rounds.map(({ askedAt, shownAt }) => shownAt - askedAt);
  return {
    name: 'approve',
    about: { rounds: rounds.length },
    measurements: [
      { name: 'click to client p50', value: percentile(answers, 0.5), unit: 'ms', goal: { atMost: 150 } },
      {
        name: 'click to client p99',
        value: percentile(answers, 0.99),
        unit: 'ms',
        note: 'from the browser taking the click to the last byte of the answer',
      },
      {
        name: 'request to DOM p50',
        value: percentile(shows, 0.5),
        unit: 'ms',
        goal: { atMost: 40 },
        note: 'until its buttons are there',
      },
      { name: 'request to DOM p99', value: percentile(shows, 0.99), unit: 'ms' },
    ],
  };
}

/** Runs in the page: when the newest buttons stood in the DOM, and when the browser took the newest click on one. */
function watchAnswers(): void {
  const answer = { shownAt: 0, clickedAt: 0 };
  Object.assign(window, { orreryAnswer: answer });
  const buttons = '[data-testid=card-answers]';
  new MutationObserver((records) => {
    const added = records.flatMap(({ addedNodes }) => [...addedNodes]);
    const isThere = added.some(
      (node) => node instanceof Element && (node.matches(buttons) || node.querySelector(buttons) !== null),
    );
    if (isThere) answer.shownAt = performance.timeOrigin + performance.now();
  }).observe(document, { subtree: true, childList: true });
  const note = ({ timeStamp }: MouseEvent): void => {
    answer.clickedAt = performance.timeOrigin + timeStamp;
  };
  window.addEventListener('click', note, { capture: true });
}

function startClient(targets: HookTargets) {
  const child = fork(CLIENT, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.send({ targets: [...targets] });
  return {
    kill: () => child.kill(),
    ask: async (order: ApproveClientOrder): Promise<ApproveClientReport> =>
      await new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${order.event} got no answer.`)), ANSWER_MS);
        const take = (report: ApproveClientReport): void => {
          if (report.event !== order.event) return;
          clearTimeout(late);
          child.off('message', take);
          resolve(report);
        };
        child.on('message', take);
        child.send(order);
      }),
  };
}
