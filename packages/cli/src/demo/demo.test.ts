import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTestHome, get, localKey, orrery, startHub, until } from '../test/orrery-process.ts';
import { SESSION_PLANS } from './fleet-plan.ts';
import { LOST_MACHINE, MACHINES } from './machines.ts';

interface Host {
  name: string;
  state: string;
  person: string;
  formFactor: string;
}

interface Session {
  id: string;
  title: string;
  state: string;
  agentsWorking: number;
  lastSeq: number;
  waiting: { kind: string } | null;
  alerts: { kind: string; evidence: string }[];
}

const LIVE = new Set(['working', 'waiting', 'idle', 'background']);

test('the demo shows eight machines and twenty-six sessions that move, in a folder of its own that is gone at the end', async () => {
  const home = createTestHome();
  mkdirSync(join(home.path, 'data'));
  const hub = await startHub(home, ['--demo']);
  try {
    const demo = readdirSync(home.path).find((name) => name.startsWith('orrery-demo-')) ?? '';
    const key = localKey(home, join(home.path, demo, 'hub'));
    const sessions = async () =>
      ((await get(hub.url, key, '/api/sessions?limit=500')) as { items: Session[] }).items;
    const live = await until(sessions, (items) =>
      SESSION_PLANS.every((plan) =>
        items.some(({ title, state }) => title === plan.title && LIVE.has(state)),
      ),
    );
    const hosts = (await get(hub.url, key, '/api/hosts')) as Host[];
    expect(hosts.map(({ name }) => name)).toEqual(MACHINES.map(({ name }) => name));
    expect(new Set(hosts.map(({ person }) => person)).size).toBe(4);
    expect(live.flatMap(({ waiting }) => (waiting === null ? [] : [waiting.kind])).sort()).toEqual([
      'permission',
      'permission',
      'plan',
      'question',
    ]);
    expect(live.some(({ agentsWorking }) => agentsWorking > 1)).toBe(true);
    expect(live.filter(({ state }) => state === 'ended').length).toBeGreaterThan(40);
    const alerted = await until(
      sessions,
      (items) => items.filter(({ alerts }) => alerts.length > 0).length >= 3,
    );
    const alerts = alerted.flatMap(({ title, alerts }) =>
      alerts.map(({ kind, evidence }) => [title, kind, evidence]),
    );
    expect(alerts.sort()).toEqual([
      [
        'Fix flaky checkout e2e',
        'looping',
        expect.stringMatching(/^same Edit on checkout.spec.ts \d+ times$/),
      ],
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
    const before = new Map(live.map(({ id, lastSeq }) => [id, lastSeq]));
    await until(
      sessions,
      (items) => items.filter(({ id, lastSeq }) => lastSeq > (before.get(id) ?? lastSeq)).length >= 3,
    );
    await until(
      async () => (await get(hub.url, key, '/api/hosts')) as Host[],
      (now) => now.find(({ name }) => name === LOST_MACHINE)?.state === 'unreachable',
    );
    // The demo is not this account's archive: commands do not see it.
    expect((await orrery(home, ['sessions'])).code).toBe(1);
    expect(readdirSync(join(home.path, 'data'))).toEqual([]);
  } finally {
    expect(await hub.stop()).toBe(0);
    expect(readdirSync(home.path).filter((name) => name.startsWith('orrery-demo-'))).toEqual([]);
    home.remove();
  }
}, 120_000);
