import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AskingClient } from './asking-client.ts';
import { readHookTargets } from './hook-client.ts';
import {
  answersOf,
  armed,
  cardOf,
  type HookedWorld,
  installHooks,
  requestOf,
  startHookedWorld,
} from './hooked-world.ts';
import { orrery, spawnOrrery } from './product.ts';
import { addAccount, signIn } from './second-account.ts';

let world: HookedWorld;
let page: Page;
let otherAgent: ChildProcess | undefined;
let otherClient: AskingClient | undefined;

beforeAll(async () => {
  world = await startHookedWorld();
  await installHooks(world);
  page = await world.context.newPage();
  await page.goto(world.product.url);
});

afterAll(async () => {
  otherAgent?.kill('SIGKILL');
  await otherClient?.process.kill();
  await world?.stop();
});

const bash = (command: string) => ({ command, description: 'Run it' });

test('of two people who answer at once one decides; the other is told who, and the client is answered once', async () => {
  addAccount(world.dataDir, { name: 'Mei Tanaka', email: 'mei@example.com', role: 'operator' });
  const meis = await world.openContext();
  await signIn(meis, world.product.url, 'mei@example.com');
  const other = await meis.newPage();
  await other.goto(world.product.url);
  const client = await world.startClient('/home/ana/both');
  await Promise.all([page, other].map((each) => cardOf(each, client, 'working').waitFor()));
  // Both have pressed before either answer is on its way.
  let arrived = 0;
  let open: () => void = () => undefined;
  const bothPressed = new Promise<void>((resolve) => {
    open = resolve;
  });
  for (const each of [page, other]) {
    await each.route(/\/api\/permissions\/.*\/(approve|deny)$/, async (route) => {
      arrived += 1;
      if (arrived === 2) open();
      await bothPressed;
      await route.continue();
    });
  }
  const asked = await client.ask('Bash', bash('pnpm release'));
  const approve = answersOf(page, '/home/ana/both').getByRole('button', { name: /^Approve/ });
  const deny = answersOf(other, '/home/ana/both').getByRole('button', { name: /^Deny/ });
  await Promise.all([armed(approve), armed(deny)]);
  await Promise.all([approve.click(), deny.click()]);
  const answer = JSON.stringify(await asked.answer);
  const isAllowed = answer.includes('"allow"');
  const loser = isAllowed ? other : page;
  const words = isAllowed ? /Ana Ferreira approved it/ : /Mei Tanaka denied it/;
  await loser.getByText(words).first().waitFor();
  await loser.getByText('Your answer changed nothing.').waitFor();
  await client.goOn(asked);
  const { items } = (await world.get('/api/audit')) as { items: { detail: string; outcome: string }[] };
  const acts = items.filter(({ detail }) => detail.includes('pnpm release'));
  expect(acts.filter(({ outcome }) => outcome === 'done')).toHaveLength(1);
  await page.unrouteAll();
  await meis.close();
});

test('a request that was answered at the keyboard leaves the page, and a late approve is told so', async () => {
  const client = await world.startClient('/home/ana/keyboard');
  await cardOf(page, client, 'working').waitFor();
  const asked = await client.ask('Bash', bash('make install'));
  const answers = answersOf(page, '/home/ana/keyboard');
  await answers.waitFor();
  const { id, digest } = await requestOf(world, client);
  await client.goOn(asked);
  await answers.waitFor({ state: 'detached' });
  await cardOf(page, client, 'working').waitFor();
  // Nothing was decided here: the client goes by what was answered there.
  expect(await asked.answer).toEqual({});
  const late = await world.post(`/api/permissions/${id}/approve`, { digest });
  expect(late.status()).toBe(409);
  expect(await late.text()).toContain('it was answered at the keyboard');
});

test('hooks that are malformed or forged are refused, and what is held stays held', async () => {
  const client = await world.startClient('/home/ana/forged');
  await cardOf(page, client, 'working').waitFor();
  const asked = await client.ask('Bash', bash('terraform apply'));
  const target = world.targets().get('PermissionRequest');
  if (target === undefined) throw new Error('No hook is installed.');
  const good = JSON.stringify({ session_id: client.sessionId, hook_event_name: 'Stop' });
  const send = (body: string, headers: Record<string, string> = {}, path?: string) =>
    statusOf(target.url, { body, path, headers: { ...target.headers, ...headers } });
  expect(await send('{"hook_event_name": ')).toBe(400);
  expect(await send('[]')).toBe(400);
  expect(await send('{"session_id": "../../etc", "hook_event_name": "Stop"}')).toBe(400);
  expect(await send(JSON.stringify({ session_id: client.sessionId, hook_event_name: 7 }))).toBe(400);
  expect(await send(good, { Authorization: 'Bearer wrong' })).toBe(401);
  expect(await send(good, { host: 'attacker.example' })).toBe(403);
  expect(await send(good, { origin: 'https://attacker.example' })).toBe(403);
  expect(await send(good, { 'content-type': 'text/plain' })).toBe(415);
  expect(await send(good, {}, '/orrery/other/hook')).toBe(404);
  // Odd, but from the client: nothing is decided and nothing breaks.
  const odd = {
    session_id: client.sessionId,
    hook_event_name: 'PermissionRequest',
    tool_name: 7,
    tool_input: [],
  };
  expect(await send(JSON.stringify(odd))).toBe(200);
  expect(asked.isAnswered()).toBe(false);
  const approve = answersOf(page, '/home/ana/forged').getByRole('button', { name: /^Approve/ });
  await (await armed(approve)).click();
  expect(JSON.stringify(await asked.answer)).toContain('"allow"');
  await client.goOn(asked);
  await page.locator('[data-testid=host-row][data-state=connected]').waitFor();
});

test('when the agent dies the machine is lost, its request cannot be answered, and its client is not held', async () => {
  const claudeDir = join(world.claudeDir, '..', 'claude-studio');
  const stateDir = join(world.claudeDir, '..', 'state-studio');
  await mkdir(join(claudeDir, 'projects'), { recursive: true });
  const folders = ['--state', stateDir, '--claude-dir', claudeDir];
  const created = await orrery(['join-token', 'create'], { ORRERY_DATA: world.dataDir });
  const token = /orrery1\.\S+/.exec(created.stdout)?.[0] ?? '';
  expect((await orrery(['agent', 'hooks', 'install', ...folders])).code).toBe(0);
  const identity = ['--hub', world.product.url, '--join', token, '--name', 'studio-01'];
  otherAgent = spawnOrrery(['agent', ...identity, ...folders]);
  const row = page.locator('[data-testid=host-row]', { hasText: 'studio-01' });
  await row.waitFor();
  const cwd = '/home/ana/lost';
  // Each start of an agent writes a fresh token; clients read their settings anew.
  const targets = () => readHookTargets(readFileSync(join(claudeDir, 'settings.json'), 'utf8'));
  otherClient = await AskingClient.start({ claudeDir, cwd, targets });
  // The pointer is in the list, where it has just approved: rows must not move between press and release.
  await cardOf(page, otherClient, 'working').click();
  const asked = await otherClient.ask('Bash', bash('docker push'));
  const bar = page.getByTestId('permission-bar');
  const approve = bar.getByRole('button', { name: /^Approve/ });
  await armed(approve);
  // The answer is on its way to an agent that hangs, and then dies.
  otherAgent.kill('SIGSTOP');
  await approve.click();
  await bar.getByText('Approving').waitFor();
  otherAgent.kill('SIGKILL');
  await expect(asked.answer).rejects.toThrow();
  await page.locator('[data-testid=host-row][data-state=unreachable]', { hasText: 'studio-01' }).waitFor();
  const failure = page.locator('[data-toast=error]');
  await failure
    .getByText(/^studio-01 did not answer\. .* it may have got the answer all the same\.$/)
    .waitFor();
  const why = 'studio-01 is unreachable. Answer it when it returns.';
  await bar.getByText(why).waitFor();
  expect(await approve.getAttribute('title')).toBe(why);
});

/** Sends anything to the receiver, as `fetch` would not. */
async function statusOf(
  url: string,
  { body, path, headers }: { body: string; path: string | undefined; headers: Record<string, string> },
): Promise<number> {
  const { port, pathname } = new URL(url);
  return await new Promise((resolve, reject) => {
    const all = { 'content-type': 'application/json', ...headers };
    const sent = request(
      { host: '127.0.0.1', port, path: path ?? pathname, method: 'POST', headers: all, agent: false },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}
