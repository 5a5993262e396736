import { existsSync, mkdirSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { writeCorpus } from '../synthetic/corpus.ts';
import {
  childrenOf,
  createTestHome,
  get,
  isRunning,
  localKey,
  orrery,
  type Started,
  startHub,
  startOrrery,
  type TestHome,
  until,
} from '../test/orrery-process.ts';

// Real processes, several a test, on machines of two busy cores.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let home: TestHome;
let started: Started[] = [];

beforeEach(() => {
  home = createTestHome();
});

afterEach(async () => {
  await Promise.all(started.map((child) => child.stop('SIGKILL')));
  started = [];
  home.remove();
});

async function up(args: string[] = []): Promise<Started & { url: string }> {
  const hub = await startHub(home, args);
  started.push(hub);
  return hub;
}

describe('orrery up', () => {
  test('with a data folder of its own says how other commands find it, and they do', async () => {
    const elsewhere = join(home.path, 'elsewhere');
    const missing = await orrery(home, ['join-token', 'create']);
    expect(missing.stderr).toMatch(/no data folder at .*--data DIR, set ORRERY_DATA=DIR/);
    expect((await orrery(home, ['sessions'])).stderr).toMatch(/--data DIR, set ORRERY_DATA=DIR/);
    const hub = await up(['--no-agent', '--data', elsewhere]);
    const [, folder] = await hub.line(/other commands find this hub with ORRERY_DATA=(.*)/);
    expect(folder).toBe(elsewhere);
    const made = await orrery(home, ['join-token', 'create'], { ORRERY_DATA: folder });
    expect(made.stdout).toContain(`--hub ${hub.url} `);
    await hub.stop();
  });

  test('prints two lines, serves what is on disk, and stops cleanly on SIGTERM', async () => {
    writeCorpus({ out: join(home.path, '.claude'), sizeBytes: 400_000, sessions: 4, records: 240, seed: 5 });
    const hub = await up();
    await hub.line(/^sign in: /);
    const key = localKey(home);
    await until(
      () => get(hub.url, key, '/api/sessions') as Promise<{ items: unknown[] }>,
      ({ items }) => items.length === 4,
    );
    const listed = await orrery(home, ['sessions', '--json']);
    expect(JSON.parse(listed.stdout).items).toHaveLength(4);
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(await hub.stop()).toBe(0);
    expect(hub.stdout()).toMatch(
      /^orrery ready (http:\/\/127\.0\.0\.1:\d+)\nsign in: \1\/setup#code=[\w-]+\n$/,
    );
    expect(existsSync(join(home.path, 'data', 'running-hub.json'))).toBe(false);
  });

  test('keeps its key for local commands to the owner of the files, and takes it back at the end', async () => {
    const hub = await up(['--no-agent']);
    const path = join(home.path, 'data', 'running-hub.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const key = localKey(home);
    await hub.stop();
    const again = await up(['--no-agent']);
    await expect(get(again.url, key, '/api/hosts')).rejects.toThrow('401');
  });

  test('takes back the key of a run that was killed', async () => {
    const hub = await up(['--no-agent']);
    const key = localKey(home);
    await hub.stop('SIGKILL');
    const again = await up(['--no-agent']);
    await expect(get(again.url, key, '/api/hosts')).rejects.toThrow('401');
  });

  test.runIf(process.platform === 'linux')(
    'starts its agent again when it was killed, and takes it along when it is killed itself',
    async () => {
      const hub = await up();
      const pid = hub.process.pid ?? 0;
      const first = await until(
        async () => childrenOf(pid)[0] ?? 0,
        (child) => child > 0,
      );
      process.kill(first, 'SIGKILL');
      await hub.line(/^agent: ended by SIGKILL; starting it again/);
      const second = await until(
        async () => childrenOf(pid)[0] ?? 0,
        (child) => child > 0 && child !== first,
      );
      const key = localKey(home);
      await until(
        () => get(hub.url, key, '/api/hosts') as Promise<{ state: string }[]>,
        (hosts) => hosts.length === 1 && hosts[0]?.state === 'connected',
      );
      await hub.stop('SIGKILL');
      await until(
        async () => isRunning(second),
        (runs) => !runs,
      );
    },
  );

  test('refuses a trusted proxy that is no network, as wrong usage and before anything is opened', async () => {
    const refused = await orrery(home, ['up', '--no-open', '--no-agent', '--trusted-proxy', 'nginx']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/"nginx" is no network of a proxy.*10\.0\.0\.0\/8/);
    expect(existsSync(join(home.path, 'data', 'auth.sqlite'))).toBe(false);
  });

  test('knows from --public-url and --trusted-proxy that people come over TLS, and lets the plain port go on', async () => {
    const hub = await up([
      ...['--no-agent', '--public-url', 'https://orrery.example.com'],
      ...['--trusted-proxy', '127.0.0.0/8', '--trusted-proxy', '::1'],
    ]);
    const ask = (host: string, headers: Record<string, string>) =>
      new Promise<{ status: number; hsts: string | undefined }>((resolve, reject) => {
        const { hostname, port } = new URL(hub.url);
        const sent = request(
          { hostname, port, path: '/api/health', headers: { host, ...headers } },
          (answer) => {
            answer.resume();
            resolve({ status: answer.statusCode ?? 0, hsts: answer.headers['strict-transport-security'] });
          },
        );
        sent.on('error', reject);
        sent.end();
      });
    const via = (scheme: string) => ({ 'x-forwarded-for': '198.51.100.7', 'x-forwarded-proto': scheme });
    expect(await ask('orrery.example.com', via('https'))).toEqual({ status: 200, hsts: 'max-age=31536000' });
    expect(await ask('orrery.example.com', via('http'))).toEqual({ status: 403, hsts: undefined });
    expect(await ask(new URL(hub.url).host, {})).toEqual({ status: 200, hsts: undefined });
  });

  test('goes on without a Claude folder that does not exist, and says so', async () => {
    const hub = await up(['--claude-dir', 'nowhere']);
    await hub.line(/^warning: .*nowhere: it does not exist\. It will be read as soon as it can be\.$/);
    await until(
      () => get(hub.url, localKey(home), '/api/hosts') as Promise<unknown[]>,
      (hosts) => hosts.length === 1,
    );
  });
});

describe('orrery up refuses', () => {
  test('a port in use, naming it', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, stderr } = await orrery(home, ['up', '--port', String(port), '--no-open', '--no-agent']);
    server.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^orrery: .*${port}.* in use.*\n$`));
  });

  test('a data folder that another hub has', async () => {
    await up(['--no-agent']);
    const { code, stderr } = await orrery(home, ['up', '--port', '0', '--no-open', '--no-agent']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^orrery: .+\n$/);
    // The hub that was there first goes on, and commands still find it.
    expect(JSON.parse((await orrery(home, ['sessions', '--json'])).stdout).items).toEqual([]);
  });

  test('a data folder of a newer version', async () => {
    const data = join(home.path, 'data');
    mkdirSync(data, { recursive: true });
    const database = new DatabaseSync(join(data, 'archive.sqlite'));
    database.exec(
      'CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL)',
    );
    database.exec('INSERT INTO schema_migrations VALUES (99999, 0)');
    database.close();
    const { code, stderr } = await orrery(home, ['up', '--port', '0', '--no-open', '--no-agent']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^orrery: .*newer.*\n$/i);
  });

  test('an address that others can reach without TLS', async () => {
    const { code, stderr } = await orrery(home, ['up', '--port', '0', '--host', '0.0.0.0', '--no-open']);
    expect(code).toBe(1);
    expect(stderr).toContain('without TLS');
  });

  test.each([['--port', '70000'], ['--port', 'x'], ['--nonsense'], ['extra']])(
    'wrong usage %s %s with exit code 2',
    async (...args) => {
      const { code, stdout, stderr } = await orrery(home, ['up', ...args]);
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain('error: ');
    },
  );
});

test('answers to the name of a reverse proxy when it was told the name, and to no other', async () => {
  const hub = await up(['--no-agent', '--allow-host', 'orrery.example.com']);
  const statusFor = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const asked = request(`${hub.url}/api/health`, { headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      asked.on('error', reject).end();
    });
  expect(await statusFor('orrery.example.com')).toBe(200);
  expect(await statusFor('attacker.example.com')).toBe(403);
});

describe('a second machine', () => {
  test('joins with the printed line, and later comes back without the token', async () => {
    const hub = await up(['--no-agent']);
    const made = await orrery(home, ['join-token', 'create', '--name', 'laptop', '--json']);
    const { token, command } = JSON.parse(made.stdout);
    expect(command).toBe(
      `ORRERY_JOIN_TOKEN=${token} node orrery-agent.mjs --hub ${hub.url} --allow hooks,close`,
    );
    const names = () =>
      get(hub.url, localKey(home), '/api/hosts') as Promise<{ name: string; state: string }[]>;
    const second = createTestHome();
    try {
      const agent = startOrrery(second, ['agent', '--hub', hub.url, '--join', token, '--name', 'laptop']);
      started.push(agent);
      await agent.line(/^agent: connected/);
      expect(await names()).toMatchObject([{ name: 'laptop', state: 'connected' }]);
      expect(await agent.stop()).toBe(0);
      await until(names, ([host]) => host?.state === 'unreachable');
      // Another spelling of the address finds the same identity.
      const spelled = hub.url.replace('127.0.0.1', 'localhost');
      const again = startOrrery(second, ['agent', '--hub', spelled, '--name', 'laptop']);
      started.push(again);
      await again.line(/^agent: connected/);
      expect(await names()).toHaveLength(1);
      await again.stop();
    } finally {
      second.remove();
    }
    const used = await startOrrery(home, ['agent', '--hub', hub.url, '--join', token]).ended;
    expect(used).toBe(1);
  });
});
