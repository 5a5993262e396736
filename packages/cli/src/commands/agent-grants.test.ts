import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeAgentFolder } from '../test/agent-folder.ts';
import { createTestHome, orrery, startHub, startOrrery, type TestHome } from '../test/orrery-process.ts';

// Real processes, several a test, on machines of two busy cores.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let home: TestHome;
beforeEach(() => {
  home = createTestHome();
});
afterEach(() => home.remove());

const allows = async (...args: string[]): Promise<string[]> =>
  (JSON.parse((await orrery(home, ['agent', ...args, '--json'])).stdout) as { allows: string[] }).allows;

test('the owner of a machine allows and forbids, and reads what holds', async () => {
  makeAgentFolder(join(home.path, 'data', 'agent'), 'http://127.0.0.1:4680');
  expect(await allows('forbid', 'close')).toEqual(['hooks']);
  expect(await allows('allow', 'terminals', 'settings')).toEqual(['hooks', 'terminals', 'settings']);
  const said = await orrery(home, ['agent', 'forbid', 'hooks', 'terminals', 'settings']);
  expect(said.stdout).toContain('The hub may do nothing on this machine but read.');
  expect(statSync(join(home.path, 'data', 'agent', 'grants.json')).mode & 0o777).toBe(0o600);
});

test('a machine joins with a token from its environment, allows what the line names, and keeps what its owner says later', async () => {
  const hub = await startHub(home, ['--no-agent']);
  const made = JSON.parse((await orrery(home, ['join-token', 'create', '--json'])).stdout) as {
    token: string;
  };
  const state = join(home.path, 'other');
  const line = ['agent', '--hub', hub.url, '--state', state, '--allow', 'close'];
  const joined = startOrrery(home, line, { ORRERY_JOIN_TOKEN: made.token });
  await joined.line(/agent: connected/);
  await joined.stop();
  expect(await allows('status', '--state', state)).toEqual(['close']);
  expect(await allows('forbid', 'close', '--state', state)).toEqual([]);
  const again = startOrrery(home, line);
  await again.line(/agent: connected/);
  await again.stop();
  expect(again.stderr()).toMatch(/--allow counts at the first join only; now: nothing/);
  expect(await allows('status', '--state', state)).toEqual([]);
  await hub.stop();
  // A file that is gone or damaged allows nothing, and what is named then is all.
  for (const spoil of [
    () => rmSync(join(state, 'grants.json')),
    () => writeFileSync(join(state, 'grants.json'), '{'),
  ]) {
    spoil();
    const { stdout } = await orrery(home, ['agent', 'status', '--state', state]);
    expect(stdout).toMatch(/may do nothing on this machine but read\.[\s\S]*grants\.json is (gone|damaged)/);
    expect(await allows('forbid', 'hooks', '--state', state)).toEqual([]);
    spoil();
    expect(await allows('allow', 'close', '--state', state)).toEqual(['close']);
  }
});
