import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeAgentFolder } from '../test/agent-folder.ts';
import { createTestHome, orrery, startHub, type TestHome, until } from '../test/orrery-process.ts';

// Real processes, several a test, on machines of two busy cores.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let home: TestHome;
let settings: string;

beforeEach(() => {
  home = createTestHome();
  mkdirSync(join(home.path, '.claude'));
  settings = join(home.path, '.claude', 'settings.json');
});

afterEach(() => home.remove());

/** As "orrery up" leaves it. */
const makeAgent = () => makeAgentFolder(join(home.path, 'data', 'agent'), 'http://127.0.0.1:4680');
const hooks = (...args: string[]) => orrery(home, ['agent', 'hooks', ...args]);

test('hooks are installed, shown and taken out again without a running agent', async () => {
  makeAgent();
  writeFileSync(settings, '{ "model": "opus" }');
  chmodSync(settings, 0o600);
  expect(JSON.parse((await hooks('status', '--json')).stdout)).toMatchObject({ state: 'absent' });
  const installed = await hooks('install');
  expect(installed).toMatchObject({ code: 0, stderr: '' });
  expect(installed.stdout).toMatch(
    /\.claude: installed\. Added to .*settings\.json; what was there stays as it was\./,
  );
  expect(JSON.parse((await hooks('status', '--json')).stdout)).toMatchObject({
    state: 'installed',
    folders: [{ state: 'installed' }],
    stateDir: join(home.path, 'data', 'agent'),
  });
  expect(JSON.parse((await hooks('uninstall', '--json')).stdout)).toMatchObject([{ outcome: 'restored' }]);
  expect(readFileSync(settings, 'utf8')).toBe('{ "model": "opus" }');
});

test('settings that are not JSON are left alone: exit code 1, words on stderr, nothing on stdout', async () => {
  makeAgent();
  writeFileSync(settings, '{ "model": ');
  const result = await hooks('install');
  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(result.stderr).toMatch(/not changed\. .*not valid JSON.*Nothing was changed/);
  expect(readFileSync(settings, 'utf8')).toBe('{ "model": ');
});

test('hooks that will not be called are not promised, and those of an agent that is gone can be taken out', async () => {
  const stateDir = makeAgent();
  writeFileSync(settings, '{ "disableAllHooks": true }');
  const installed = await hooks('install');
  expect(installed.code).toBe(0);
  expect(installed.stderr).toMatch(/disableAllHooks/);
  expect(installed.stdout).not.toMatch(/can be answered/);
  rmSync(stateDir, { recursive: true });
  expect((await hooks('uninstall', '--all')).code).toBe(0);
  expect(existsSync(stateDir)).toBe(false);
  expect(readFileSync(settings, 'utf8')).toBe('{ "disableAllHooks": true }');
});

test('folders and the agent can be named, and several agents must be', async () => {
  const other = join(home.path, 'other');
  mkdirSync(other);
  const named = await hooks('install', '--claude-dir', other, '--state', join(home.path, 'state'), '--json');
  expect(JSON.parse(named.stdout)).toMatchObject([{ root: other, outcome: 'installed' }]);
  for (const name of ['one_4680', 'two_4680'])
    makeAgentFolder(join(home.path, 'data', 'agents', name), `http://${name.replace('_', ':')}`);
  const unclear = await hooks('install');
  expect(unclear).toMatchObject({ code: 2, stdout: '' });
  expect(unclear.stderr).toMatch(/several agents.*--hub http:\/\/one:4680 or --hub http:\/\/two:4680/);
  expect((await hooks('install', '--hub', 'http://one:4680')).code).toBe(0);
  expect(readFileSync(join(home.path, 'data', 'agents', 'one_4680', 'hooks.json'), 'utf8')).toContain(
    '"token"',
  );
});

test('the agent itself still needs a hub', async () => {
  expect(await orrery(home, ['agent'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/--hub/) });
});

test('the agent of a running "orrery up" receives hooks as soon as they are installed', async () => {
  const hub = await startHub(home);
  try {
    // The agent has an identity as soon as it runs.
    await until(
      () => hooks('install'),
      ({ code }) => code === 0,
    );
    const { url, headers } = JSON.parse(readFileSync(settings, 'utf8')).hooks.Stop[0].hooks[0];
    const body = { session_id: '0b0c1d2e-0000-4000-8000-000000000001', hook_event_name: 'Stop' };
    const send = () =>
      fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).then(
        ({ status }) => status,
        () => null,
      );
    await vi.waitUntil(async () => (await send()) === 200, { timeout: 30_000 });
  } finally {
    await hub.stop();
  }
});
