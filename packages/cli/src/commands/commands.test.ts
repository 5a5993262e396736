import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { writeCorpus } from '../synthetic/corpus.ts';
import {
  createTestHome,
  get,
  localKey,
  orrery,
  type Started,
  startHub,
  type TestHome,
  until,
} from '../test/orrery-process.ts';

// Real processes, several a test, on machines of two busy cores.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let home: TestHome;
let hub: Started & { url: string };

beforeAll(async () => {
  home = createTestHome();
  writeCorpus({ out: join(home.path, '.claude'), sizeBytes: 1_500_000, sessions: 8, records: 900, seed: 6 });
  hub = await startHub(home);
  await until(
    () => get(hub.url, localKey(home), '/api/sessions') as Promise<{ items: unknown[] }>,
    ({ items }) => items.length === 8,
  );
});

afterAll(async () => {
  await hub.stop();
  home.remove();
});

describe('with a hub on this machine', () => {
  test('sessions prints a table for people and JSON for scripts', async () => {
    const table = await orrery(home, ['sessions', '--limit', '3']);
    expect(table.stdout.trim().split('\n')).toHaveLength(4);
    expect(table.stdout).toMatch(/^STATE +PROJECT +LAST/);
    const json = await orrery(home, ['sessions', '--limit', '3', '--json']);
    expect(JSON.parse(json.stdout).items).toHaveLength(3);
  });

  test('search finds a part of an identifier, and JSON is all that --json prints on stdout', async () => {
    const found = await until(
      () => orrery(home, ['search', 'Effect(', '--json', '--limit', '5']),
      ({ stdout }) => JSON.parse(stdout).items.length > 0,
    );
    const hits = JSON.parse(found.stdout).items;
    expect(hits.length).toBeGreaterThan(0);
    expect(
      hits[0].snippet.some(
        ({ match, text }: { match: boolean; text: string }) => match && text === 'Effect(',
      ),
    ).toBe(true);
    const none = await orrery(home, ['search', 'zq-not-there', '--json']);
    expect(none).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(none.stdout)).toMatchObject({ items: [], nextCursor: null, isComplete: true });
    expect(await orrery(home, ['search', 'zq-not-there'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'Nothing found.\n',
    });
  });

  test('an API key works from elsewhere with ORRERY_HUB, within its role, until it is revoked', async () => {
    const made = await orrery(home, ['api-key', 'create', '--role', 'viewer', '--name', 'script', '--json']);
    const { id, key } = JSON.parse(made.stdout);
    const elsewhere = { ORRERY_HUB: hub.url, ORRERY_API_KEY: key, ORRERY_DATA: join(home.path, 'none') };
    expect((await orrery(home, ['sessions', '--json', '--limit', '1'], elsewhere)).code).toBe(0);
    const refused = await orrery(home, ['api-key', 'create', '--role', 'admin'], elsewhere);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^orrery: .*admin.*\n$/);
    const listed = await orrery(home, ['api-key', 'list', '--json']);
    expect(listed.stdout).not.toContain(key);
    expect(JSON.parse(listed.stdout)).toContainEqual(
      expect.objectContaining({ id, name: 'script', role: 'viewer' }),
    );
    expect((await orrery(home, ['api-key', 'revoke', id])).code).toBe(0);
    const gone = await orrery(home, ['sessions'], elsewhere);
    expect(gone.code).toBe(1);
    expect(gone.stderr).toContain('does not accept the key');
    expect((await orrery(home, ['api-key', 'revoke', id])).code).toBe(1);
  });

  test('an API key says how long it is good; for ever has to be said', async () => {
    const make = async (...args: string[]) => {
      const made = await orrery(home, ['api-key', 'create', '--role', 'viewer', '--json', ...args]);
      const { expiresAt, createdAt } = JSON.parse(made.stdout);
      return expiresAt === null ? null : expiresAt - createdAt;
    };
    expect(await make('--name', 'usual')).toBe(90 * 86_400_000);
    expect(await make('--name', 'short', '--expires', '2h')).toBe(7_200_000);
    expect(await make('--name', 'lasting', '--expires', 'never')).toBeNull();
    const table = await orrery(home, ['api-key', 'list']);
    expect(table.stdout).toMatch(/^ID +NAME +ROLE +CREATED +EXPIRES +LAST USED/);
    expect(table.stdout).toMatch(/lasting +viewer +\S+ +never +never/);
  });

  test('join tokens are listed without their secrets and can be revoked', async () => {
    const { stdout } = await orrery(home, [
      'join-token',
      'create',
      '--uses',
      '3',
      '--expires',
      '30m',
      '--name',
      'lab',
    ]);
    const [token = '', line] = stdout.split('\n');
    expect(token).toMatch(/^orrery1\.[\w-]+\.[\w-]+$/);
    expect(line).toBe(
      `On the other machine: ORRERY_JOIN_TOKEN=${token} node orrery-agent.mjs --hub ${hub.url} --allow hooks,close`,
    );
    expect(stdout).toContain('Other machines cannot reach this hub yet');
    const listed = await orrery(home, ['join-token', 'list', '--json']);
    const lab = JSON.parse(listed.stdout).find(({ name }: { name: string }) => name === 'lab');
    expect(lab).toMatchObject({ usesLeft: 3, isRevoked: false });
    expect(listed.stdout).not.toContain(token.split('.')[2]);
    await orrery(home, ['join-token', 'revoke', lab.id]);
    const table = await orrery(home, ['join-token', 'list']);
    expect(table.stdout).toMatch(/lab +revoked/);
  });

  test('reindex asks to stop the hub first', async () => {
    const { code, stderr } = await orrery(home, ['reindex']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^orrery: A hub runs on .*Stop it.*\n$/);
  });

  test('doctor finds the hub and prints JSON only', async () => {
    const { code, stdout, stderr } = await orrery(home, ['doctor', '--json']);
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({ name: 'hub', result: 'ok', text: expect.stringContaining(hub.url) }),
    );
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({
        name: 'audit log',
        result: 'ok',
        text: expect.stringMatching(/^whole, \d+ entries/),
      }),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('account lists people and resets a password beside the running hub, never over HTTP', async () => {
    const nobody = await orrery(home, ['account', 'list']);
    expect([nobody.code, nobody.stdout]).toEqual([0, '']);
    expect(nobody.stderr).toContain('Nobody has an account yet');
    const code = /#code=([\w-]+)/.exec(hub.stdout() + hub.stderr())?.[1];
    const post = (path: string, body: object) =>
      fetch(hub.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: hub.url },
        body: JSON.stringify(body),
      });
    const ada = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' };
    const made = await post('/api/setup', { ...ada, code });
    const cookie = made.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const { pageSecret } = (await made.json()) as { pageSecret: string };
    const headers = { cookie, origin: hub.url, 'x-orrery-page': pageSecret };
    const me = async () => (await fetch(`${hub.url}/api/me`, { headers })).status;
    expect(await me()).toBe(200);
    expect((await orrery(home, ['account', 'list'])).stdout).toMatch(/ada@example.com +Ada +admin +\S+ +1$/m);
    const elsewhere = await orrery(home, ['account', 'list', '--data', '/nowhere/at/all']);
    expect(elsewhere.stderr).toContain('There is no data folder at /nowhere/at/all');
    const looked = await orrery(home, ['doctor', '--data', '/nowhere/at/all']);
    expect(looked.stdout).toContain('/nowhere/at/all will be made');
    const key = { ORRERY_HUB: hub.url, ORRERY_API_KEY: localKey(home) };
    expect((await orrery(home, ['account', 'reset', ada.email], key)).stderr).toContain("hub's own machine");
    const reset = await orrery(home, ['account', 'reset', ada.email]);
    expect(reset.stderr).toMatch(/worthless now, and 1 session ended/);
    const [, url = '', secret] = /^(.*)\/reset#code=([\w-]+)$/m.exec(reset.stdout) ?? [];
    expect(url).toBe(hub.url);
    expect(await me()).toBe(401);
    const chosen = await post('/api/auth/reset-password', { code: secret, newPassword: 'a better password' });
    expect(chosen.status).toBe(200);
    expect((await orrery(home, ['account', 'reset', 'nobody@example.com'])).code).toBe(1);
    const audit = (await get(hub.url, localKey(home), '/api/audit')) as { items: { action: string }[] };
    expect(audit.items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['setUp', 'resetPassword']),
    );
  });
});

describe('without a hub', () => {
  test('keys and tokens are made in the data folder, reindex rebuilds it, and what needs a hub says so', async () => {
    const alone = createTestHome();
    try {
      const missing = await orrery(alone, ['sessions']);
      expect(missing.code).toBe(1);
      expect(missing.stderr).toMatch(/^orrery: No hub runs on .*orrery up.*\n$/);
      expect((await orrery(alone, ['api-key', 'list'])).stderr).toContain('There is no data folder');
      const first = await startHub(alone, ['--no-agent']);
      await first.stop();
      const made = await orrery(alone, ['api-key', 'create', '--role', 'operator', '--json']);
      expect(JSON.parse(made.stdout)).toMatchObject({ role: 'operator' });
      expect((await orrery(alone, ['join-token', 'create'])).stdout).toMatch(/^orrery1\./);
      const rebuilt = await orrery(alone, ['reindex', '--json']);
      expect(JSON.parse(rebuilt.stdout)).toMatchObject({ sessions: 0 });
      expect(rebuilt.code).toBe(0);
    } finally {
      alone.remove();
    }
  });

  test('a hub address without a key, or where nobody answers, is explained in one line', async () => {
    const bare = await orrery(home, ['sessions'], { ORRERY_HUB: 'http://127.0.0.1:9' });
    expect(bare).toMatchObject({ code: 1, stdout: '' });
    expect(bare.stderr).toMatch(/^orrery: ORRERY_HUB is set but ORRERY_API_KEY is not.*\n$/);
    const silent = await orrery(home, ['sessions'], {
      ORRERY_HUB: 'http://127.0.0.1:9',
      ORRERY_API_KEY: 'x',
    });
    expect(silent.stderr).toMatch(/^orrery: No hub answers at http:\/\/127\.0\.0\.1:9\..*\n$/);
    expect(silent.code).toBe(1);
  });
});

describe('the command line', () => {
  test.each([
    [[]],
    [['nonsense']],
    [['search']],
    [['api-key', 'create']],
    [['api-key', 'create', '--role', 'king']],
    [['join-token', 'create', '--expires', 'soon']],
    [['agent']],
    [['agent', '--hub', 'nope']],
    [['agent', '--hub', 'http://127.0.0.1:9', '--join', 'nope']],
    [['agent', '--hub', 'http://127.0.0.1:9', '--allow', 'everything']],
    [['agent', 'allow']],
    [['agent', 'forbid', 'everything']],
    [['bench-data']],
    [['local-agent']],
  ])('answers wrong usage %j with exit code 2', async (args) => {
    const { code, stdout, stderr } = await orrery(home, args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toBe('');
  });

  test('help and version are no errors, and hidden commands stay hidden', async () => {
    const help = await orrery(home, ['--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('bench-data');
    expect(help.stdout).not.toContain('local-agent');
    const version = await orrery(home, ['version']);
    expect(version.stdout).toMatch(/^orrery \d+\.\d+\.\d+ \(protocol \d+, node /);
  });

  test('bench-data writes nothing into a folder that holds something', async () => {
    const { code, stderr } = await orrery(home, ['bench-data', '--out', '.']);
    expect(code).toBe(1);
    expect(stderr).toContain('is not empty');
  });
});
