import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeAgentFolder } from '../test/agent-folder.ts';
import { runInPlace } from '../test/run-in-place.ts';
import { addAgentCommand } from './agent.ts';

const TEAM = 'http://127.0.0.1:4711';
const OTHER = 'https://orrery.example.com';
const AS_JOINED = ['hooks', 'close'];

let home: string;
let agents: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'orrery-agents-'));
  agents = join(home, 'data', 'agents');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const agent = (...args: string[]) =>
  runInPlace([addAgentCommand], ['agent', ...args], {
    cwd: home,
    env: { ORRERY_DATA: join(home, 'data') },
  });

const own = () => makeAgentFolder(join(home, 'data', 'agent'), 'http://127.0.0.1:4680');
const team = () => makeAgentFolder(join(agents, '127.0.0.1_4711'), TEAM);
const other = () => makeAgentFolder(join(agents, 'orrery.example.com'), OTHER);
const allowed = (dir: string): string[] | null =>
  existsSync(join(dir, 'grants.json'))
    ? JSON.parse(readFileSync(join(dir, 'grants.json'), 'utf8')).allow
    : null;

describe('which agent a command is about', () => {
  test.each(['http://localhost:4711', 'http://127.0.0.1:4711/', 'ws://127.0.0.1:4711', 'http://[::1]:4711'])(
    'the hub %s is found by the address that its agent joined',
    async (hub) => {
      const dir = team();
      const said = await agent('forbid', 'hooks', 'close', '--hub', hub);
      expect(said).toMatchObject({ code: 0, stderr: '' });
      expect(said.stdout).toMatch(/^hub: http:\/\/127\.0\.0\.1:4711\n/);
      expect(said.stdout).toContain(dir);
      expect(allowed(dir)).toEqual([]);
      expect(readdirSync(agents)).toEqual(['127.0.0.1_4711']);
    },
  );

  test.each([
    ['status'],
    ['allow', 'hooks'],
    ['forbid', 'terminals'],
    ['hooks', 'install'],
    ['hooks', 'uninstall'],
    ['hooks', 'status'],
  ])(
    '%s of a hub that no agent joined is an error that lists the agents, and makes nothing',
    async (...args) => {
      own();
      team();
      const before = readdirSync(home, { recursive: true }).sort();
      const said = await agent(...args, '--hub', 'https://nonsense.example');
      expect(said).toMatchObject({ code: 2, stdout: '' });
      expect(said.stderr).toMatch(/No agent .*https:\/\/nonsense\.example/);
      expect(said.stderr).toContain('--hub http://127.0.0.1:4680');
      expect(said.stderr).toContain(`--hub ${TEAM}`);
      expect(readdirSync(home, { recursive: true }).sort()).toEqual(before);
    },
  );

  test.each([['status'], ['allow', 'hooks'], ['forbid', 'hooks'], ['hooks', 'install'], ['hooks', 'status']])(
    '%s says which of several agents it wants, also beside the one of "orrery up"',
    async (...args) => {
      const dirs = [own(), other()];
      const said = await agent(...args);
      expect(said).toMatchObject({ code: 2, stdout: '' });
      expect(said.stderr).toMatch(
        /several agents.*--hub http:\/\/127\.0\.0\.1:4680.*--hub https:\/\/orrery\.example\.com/,
      );
      expect(dirs.map(allowed)).toEqual([AS_JOINED, AS_JOINED]);
    },
  );

  test.each([['status'], ['allow', 'hooks'], ['forbid', 'hooks'], ['hooks', 'install'], ['hooks', 'status']])(
    '%s on a machine without an agent says so and makes nothing',
    async (...args) => {
      for (const given of [[], ['--hub', 'http://127.0.0.1:9']]) {
        const said = await agent(...args, ...given);
        expect(said.stdout).toBe('');
        expect(said.code).not.toBe(0);
        expect(said.stderr).toMatch(/No agent of this machine has joined a hub yet/);
      }
      expect(readdirSync(home)).toEqual([]);
    },
  );

  test('one of several is changed by its hub, and the answer names those that it leaves as they are', async () => {
    const [mine, theirs] = [own(), other()];
    const said = await agent('forbid', 'close', '--hub', OTHER);
    expect(said.stdout).toMatch(/^hub: https:\/\/orrery\.example\.com\n/);
    expect(said.stdout).toMatch(/Not changed: .*http:\/\/127\.0\.0\.1:4680/);
    expect([allowed(mine), allowed(theirs)]).toEqual([AS_JOINED, ['hooks']]);
  });

  test('two spellings of one address that joined twice are told apart by what was typed, and by folder', async () => {
    const first = team();
    const second = makeAgentFolder(join(agents, 'localhost_4711'), 'http://localhost:4711');
    await agent('forbid', 'close', '--hub', 'http://localhost:4711');
    expect([allowed(first), allowed(second)]).toEqual([AS_JOINED, ['hooks']]);
    const unclear = await agent('forbid', 'close', '--hub', 'http://[::1]:4711');
    expect(unclear).toMatchObject({ code: 2, stdout: '' });
    const twin = makeAgentFolder(join(home, 'data', 'agent'), TEAM);
    const same = await agent('forbid', 'close', '--hub', TEAM);
    expect(same).toMatchObject({ code: 2, stdout: '' });
    expect(same.stderr).toContain(`--state ${twin}`);
    expect((await agent('forbid', 'close', '--state', twin)).code).toBe(0);
    expect([allowed(first), allowed(twin)]).toEqual([AS_JOINED, ['hooks']]);
  });

  test('what never joined does not count: not an empty folder, and not a join that failed', async () => {
    const dir = team();
    mkdirSync(join(agents, 'empty_1'));
    writeFileSync(join(agents, 'a file'), '');
    makeAgentFolder(join(agents, 'localhost_4711'), 'http://localhost:4711', { hasJoined: false });
    makeAgentFolder(join(agents, 'tried_2'), 'https://tried.example', { hasJoined: false });
    for (const args of [['status'], ['forbid', 'close'], ['hooks', 'status']]) {
      const said = await agent(...args);
      expect(said.code).toBe(0);
      expect(said.stdout).toMatch(/^hub: http:\/\/127\.0\.0\.1:4711/);
    }
    await agent('forbid', 'hooks', '--hub', 'http://localhost:4711');
    expect(allowed(dir)).toEqual([]);
    const tried = await agent('forbid', 'hooks', '--hub', 'https://tried.example');
    expect(tried.stdout).toMatch(/^hub: https:\/\/tried\.example, not met yet\n/);
  });

  test('an agent whose identity is damaged still counts, and is named by its folder', async () => {
    const [mine, broken] = [own(), other()];
    writeFileSync(join(broken, 'identity.json'), '{');
    const said = await agent('forbid', 'hooks');
    expect(said).toMatchObject({ code: 2, stdout: '' });
    expect(said.stderr).toContain(`--state ${broken}`);
    expect(allowed(mine)).toEqual(AS_JOINED);
    expect((await agent('forbid', 'hooks', '--state', broken)).code).toBe(0);
    expect(allowed(broken)).toEqual(['close']);
  });

  test('a folder that holds no agent is named as such, and nothing is made in it', async () => {
    own();
    const said = await agent('forbid', 'hooks', '--state', join(home, 'typo'));
    expect(said).toMatchObject({ code: 2, stdout: '' });
    expect(said.stderr).toMatch(/no agent in .*typo/);
    expect(existsSync(join(home, 'typo'))).toBe(false);
  });

  test('JSON names the hub too', async () => {
    const stateDir = team();
    const said = JSON.parse((await agent('forbid', 'hooks', '--json')).stdout);
    expect(said).toEqual({ stateDir, hubUrl: TEAM, allows: ['close'], unchanged: [] });
    expect(JSON.parse((await agent('hooks', 'status', '--json')).stdout)).toMatchObject({ hubUrl: TEAM });
  });

  test('hooks that are forbidden are not called working', async () => {
    const dir = team();
    const claude = join(home, 'claude');
    mkdirSync(claude);
    const folder = ['--claude-dir', claude];
    await agent('forbid', 'hooks');
    const installed = await agent('hooks', 'install', ...folder);
    expect(installed.stdout).toMatch(/^hub: http:\/\/127\.0\.0\.1:4711\n/);
    expect(installed.stdout).not.toMatch(/can be answered/);
    for (const said of [
      installed,
      await agent('status', ...folder),
      await agent('hooks', 'status', ...folder),
    ]) {
      expect(said.stdout).toMatch(/installed.* do nothing.*orrery agent allow hooks/s);
    }
    await agent('allow', 'hooks');
    expect((await agent('status', ...folder)).stdout).not.toMatch(/do nothing/);
    expect(allowed(dir)).toEqual(['hooks', 'close']);
  });
});
