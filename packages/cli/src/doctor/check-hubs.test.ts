import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Archive, createHub, createMemoryArchive, type Hub } from '@orrery/hub';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addDoctorCommand } from '../commands/doctor.ts';
import { makeAgentFolder } from '../test/agent-folder.ts';
import { runInPlace } from '../test/run-in-place.ts';

let home: string;
let archive: Archive;
let hub: Hub;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'orrery-doctor-'));
  archive = createMemoryArchive();
  hub = await createHub({ archive, dataDir: join(home, 'hub'), version: '0.0.0-test', port: 0 });
});
afterEach(async () => {
  await hub.close();
  await archive.close();
  rmSync(home, { recursive: true, force: true });
});

async function hubLines(): Promise<string[]> {
  const env = { ORRERY_DATA: join(home, 'data') };
  const { stdout } = await runInPlace([addDoctorCommand], ['doctor'], { cwd: home, env });
  return stdout.split('\n').filter((line) => /^\w+ +(joined )?hub:/.test(line));
}

test('on a machine that only sends, doctor asks the hub that it joined, and does not ask for one here', async () => {
  makeAgentFolder(join(home, 'data', 'agents', 'a'), hub.url);
  makeAgentFolder(join(home, 'data', 'agents', 'b'), 'http://127.0.0.1:9');
  makeAgentFolder(join(home, 'data', 'agents', 'c'), 'http://127.0.0.1:10', { hasJoined: false });
  const [here, first, second, ...more] = await hubLines();
  expect(here).toBe('ok    hub: none runs here; this machine sends to another one');
  expect(first).toBe(`ok    joined hub: ${hub.url} answers`);
  expect(second).toMatch(/^fail {2}joined hub: http:\/\/127\.0\.0\.1:9 does not answer \(.+\)\. Look at/);
  expect(more).toEqual([]);
});

test('on a machine without an agent, and on that of a hub that is stopped, it says how to start one', async () => {
  const start = ['warn  hub: none runs here. Start one with "orrery up".'];
  expect(await hubLines()).toEqual(start);
  makeAgentFolder(join(home, 'data', 'agent'), 'http://127.0.0.1:4680');
  expect(await hubLines()).toEqual(start);
});
