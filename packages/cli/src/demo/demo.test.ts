import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createTestHome,
  get,
  localKey,
  orrery,
  startHub,
  type TestHome,
  until,
} from '../test/orrery-process.ts';
import { SESSION_PLANS } from './fleet-plan.ts';
import { LOST_MACHINE, MACHINES, UNHOOKED_MACHINE } from './machines.ts';

interface Host {
  name: string;
  state: string;
  person: string;
  formFactor: string;
  cpus: number;
  metrics: { load1: number | null } | null;
  claudeVersion: string | null;
  hooks: { state: string };
}

interface Session {
  id: string;
  title: string;
  state: string;
  stateReason: string;
  requests: { id: string; digest: string }[];
  agentsWorking: number;
  lastSeq: number;
  waiting: { kind: string } | null;
  alerts: { kind: string; evidence: string }[];
}

interface Act {
  action: string;
  sessionId: string | null;
  message: string;
}

const LIVE = new Set(['working', 'waiting', 'idle', 'background']);

let home: TestHome;
let hub: Awaited<ReturnType<typeof startHub>>;
let key: string;

beforeAll(async () => {
  home = createTestHome();
  mkdirSync(join(home.path, 'data'));
  hub = await startHub(home, ['--demo']);
  const demo = readdirSync(home.path).find((name) => name.startsWith('orrery-demo-')) ?? '';
  key = localKey(home, join(home.path, demo, 'hub'));
});

afterAll(async () => {
  await hub.stop();
  home.remove();
});

const sessions = async (): Promise<Session[]> =>
  ((await get(hub.url, key, '/api/sessions?limit=500')) as { items: Session[] }).items;

const hosts = async (): Promise<Host[]> => (await get(hub.url, key, '/api/hosts')) as Host[];

/** The session with this title, once it fits. */
async function session(title: string, fits: (found: Session) => boolean): Promise<Session> {
  const all = await until(sessions, (items) => items.some((item) => item.title === title && fits(item)));
  const found = all.find((item) => item.title === title && fits(item));
  if (found === undefined) throw new Error(`There is no such session: ${title}.`);
  return found;
}

async function transcript(id: string): Promise<string> {
  const response = await fetch(`${hub.url}/api/sessions/${id}/raw`, {
    headers: { authorization: `Bearer ${key}` },
  });
  return await response.text();
}

async function post(path: string, body: object): Promise<unknown> {
  const response = await fetch(hub.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

/** What a session asks, once it can be answered. */
async function request(title: string): Promise<Session & { requestId: string; digest: string }> {
  const asking = await session(title, ({ requests }) => requests.length > 0);
  const [asked] = asking.requests;
  return { ...asking, requestId: asked?.id ?? '', digest: asked?.digest ?? '' };
}

test('the demo shows eight machines and twenty-six sessions, of which four wait for an answer', async () => {
  await until(sessions, (items) =>
    SESSION_PLANS.every((plan) => items.some(({ title, state }) => title === plan.title && LIVE.has(state))),
  );
  const live = await until(sessions, (items) => items.filter(({ waiting }) => waiting !== null).length === 4);
  expect((await hosts()).map(({ name }) => name)).toEqual(MACHINES.map(({ name }) => name));
  expect(new Set((await hosts()).map(({ person }) => person)).size).toBe(4);
  expect(live.flatMap(({ waiting }) => (waiting === null ? [] : [waiting.kind])).sort()).toEqual([
    'permission',
    'permission',
    'plan',
    'question',
  ]);
  // Three of them can be answered; the fourth machine has no hooks.
  expect(live.filter(({ requests }) => requests.length > 0).length).toBe(3);
  expect(live.some(({ agentsWorking }) => agentsWorking > 1)).toBe(true);
  expect(live.filter(({ state }) => state === 'ended').length).toBeGreaterThan(40);
}, 60_000);

test('a loop, a burn and errors are alerted soon, with what they are seen by', async () => {
  const alerted = await until(
    sessions,
    (items) => items.filter(({ alerts }) => alerts.length > 0).length >= 3,
  );
  const alerts = alerted.flatMap(({ title, alerts }) =>
    alerts.map(({ kind, evidence }) => [title, kind, evidence]),
  );
  expect(alerts.sort()).toEqual([
    ['Fix flaky checkout e2e', 'looping', expect.stringMatching(/^same Edit on checkout.spec.ts \d+ times$/)],
    [
      'Make the Windows installer test pass',
      'erroring',
      expect.stringMatching(/^\d of the last 6 tool calls failed$/),
    ],
    [
      'Port image pipeline to WASM',
      'burning',
      expect.stringMatching(/^[\d.]+k tok\/min, \d+x its usual rate$/),
    ],
  ]);
}, 60_000);

test('machines tell how busy and full they are, their client, and whether they can be answered', async () => {
  const told = await until(hosts, (all) => all.every(({ metrics }) => metrics !== null));
  const build = told.find(({ name }) => name === 'build-01');
  expect(build?.metrics?.load1).toBeGreaterThan(build?.cpus ?? 0);
  expect(new Set(told.map(({ claudeVersion }) => claudeVersion))).toEqual(new Set(['2.1.330', '2.1.197']));
  expect(told.filter(({ hooks }) => hooks.state === 'absent').map(({ name }) => name)).toEqual([
    UNHOOKED_MACHINE,
    LOST_MACHINE,
  ]);
}, 60_000);

test('a permission that is approved runs the command, and the session works on', async () => {
  const { id, requestId, digest } = await request('Make billing webhooks idempotent');
  await post(`/api/permissions/${requestId}/approve`, { alwaysAllow: [0], digest });
  await session('Make billing webhooks idempotent', ({ state }) => state === 'working');
  await until(
    () => transcript(id),
    (text) => text.includes('Applied 0042_webhook_event.'),
  );
}, 60_000);

test('a question that is answered has the answer in its result, and a refused plan the reason', async () => {
  const question = await request('Plan the roll-out of tenant roles');
  const plan = await request('Plan the migration off the legacy invoices');
  const answers = { 'Which tenants should move to roles first?': 'Pilot' };
  await post(`/api/permissions/${question.requestId}/approve`, { answers, digest: question.digest });
  await post(`/api/permissions/${plan.requestId}/deny`, {
    ...{ message: 'Keep the old tables for a year.', digest: plan.digest },
  });
  await until(
    () => transcript(question.id),
    (text) => text.includes('roles first?\\"=\\"Pilot\\"'),
  );
  await until(
    () => transcript(plan.id),
    (text) =>
      text.includes('Keep the old tables for a year.') && text.includes('I think the plan over again'),
  );
  await session('Plan the migration off the legacy invoices', ({ state }) => state === 'working');
}, 60_000);

test('a session that is closed ends, except where processes cannot be verified', async () => {
  const loop = await session('Fix flaky checkout e2e', ({ state }) => state === 'working');
  const windows = await session('Make the Windows installer test pass', ({ state }) => state === 'working');
  await post(`/api/sessions/${loop.id}/close`, { undoMs: 0 });
  await post(`/api/sessions/${windows.id}/close`, { undoMs: 0 });
  const ended = await session(loop.title, ({ id, state }) => id === loop.id && state === 'ended');
  expect(ended.stateReason).toMatch(/^The client exited/);
  const acts = await until(
    async () => ((await get(hub.url, key, '/api/audit')) as { items: Act[] }).items,
    (items) => items.filter(({ action }) => action === 'close').length === 2,
  );
  expect(acts.find(({ sessionId }) => sessionId === windows.id)?.message).toMatch(/cannot verify processes/);
  expect((await session(windows.title, ({ id }) => id === windows.id)).state).not.toBe('ended');
}, 60_000);

test('sessions move by themselves, and one machine goes away', async () => {
  const before = new Map((await sessions()).map(({ id, lastSeq }) => [id, lastSeq]));
  await until(
    sessions,
    (items) => items.filter(({ id, lastSeq }) => lastSeq > (before.get(id) ?? lastSeq)).length >= 3,
  );
  await until(hosts, (now) => now.find(({ name }) => name === LOST_MACHINE)?.state === 'unreachable');
}, 60_000);

test('the demo is in a folder of its own, which is gone at the end, and complains of nothing', async () => {
  // The demo is not this account's archive: commands do not see it.
  expect((await orrery(home, ['sessions'])).code).toBe(1);
  expect(readdirSync(join(home.path, 'data'))).toEqual([]);
  expect(await hub.stop()).toBe(0);
  expect(readdirSync(home.path).filter((name) => name.startsWith('orrery-demo-'))).toEqual([]);
  expect(hub.stderr().replace(/^warning: the page is not built.*\n/, '')).toBe('');
}, 60_000);
