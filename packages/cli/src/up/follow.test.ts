import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
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

vi.setConfig({ testTimeout: 180_000, hookTimeout: 90_000 });

const SESSION = '00000000-0000-4000-8000-000000000001';

let home: TestHome;
let elsewhere: string;
let hub: Started | null = null;

beforeEach(() => {
  home = createTestHome();
  elsewhere = join(home.path, 'elsewhere');
  mkdirSync(join(home.path, '.claude/projects'), { recursive: true });
  mkdirSync(elsewhere);
  const record = {
    type: 'user',
    uuid: 'u1',
    sessionId: SESSION,
    message: { role: 'user', content: 'hello' },
  };
  writeFileSync(
    join(elsewhere, `${SESSION}.jsonl`),
    `${JSON.stringify({ ...record, timestamp: new Date().toISOString() })}\n`,
  );
  symlinkSync(elsewhere, join(home.path, '.claude/projects/-linked'));
});

afterEach(async () => {
  await hub?.stop();
  hub = null;
  home.remove();
});

interface Doctor {
  name: string;
  result: string;
  text: string;
}
const links = async (): Promise<Doctor[]> =>
  (JSON.parse((await orrery(home, ['doctor', '--json'])).stdout) as Doctor[]).filter(
    ({ name }) => name === 'links',
  );

test('a link that leads out is not followed, and console, doctor and hub name it', async () => {
  const started = await startHub(home);
  hub = started;
  await started.line(/^agent: .*not read: .*-linked leads to .*elsewhere.*--follow/);
  const found = await until(links, ([first]) => first?.result === 'warn');
  expect(found[0]?.text).toContain(`orrery up --follow ${elsewhere}`);
  const hosts = await until(
    () => get(started.url, localKey(home), '/api/hosts') as Promise<{ notFollowed: string[] }[]>,
    ([host]) => (host?.notFollowed.length ?? 0) > 0,
  );
  expect(hosts[0]?.notFollowed[0]).toContain('-linked leads to');
  expect(await get(started.url, localKey(home), '/api/sessions')).toMatchObject({ items: [] });
});

test('up --follow allows a folder by name, and doctor says which', async () => {
  const started = await startHub(home, ['--follow', elsewhere]);
  hub = started;
  await until(
    () => get(started.url, localKey(home), '/api/sessions') as Promise<{ items: unknown[] }>,
    ({ items }) => items.length === 1,
  );
  const [found] = await until(links, ([first]) => first !== undefined);
  expect(found).toMatchObject({ result: 'ok', text: expect.stringContaining(`may lead to ${elsewhere}`) });
});
