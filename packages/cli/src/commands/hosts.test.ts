import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Archive, createHub, createMemoryArchive, type Hub } from '@orrery/hub';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCli } from '../program.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { addHostsCommand } from './hosts.ts';

let folder: string;
let archive: Archive;
let hub: Hub;

const registration = (name: string, key: string, machine: string) => ({
  ...{ publicKey: key, machine, name, agentVersion: '1.0.0', protocol: 3, hasJoined: true },
  facts: {
    ...{ os: 'linux', osVersion: '6', arch: 'x64', cpus: 2, memoryBytes: 1 },
    formFactor: 'server' as const,
    person: null,
  },
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'orrery-hosts-'));
  archive = createMemoryArchive();
  hub = await createHub({ archive, dataDir: folder, version: '0.0.0-test', port: 0 });
});
afterEach(async () => {
  await hub.close();
  await archive.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command in place, with what a person types. */
async function orrery(args: string[], typed = '') {
  const lines: { out: string[]; err: string[] } = { out: [], err: [] };
  const { key } = hub.createApiKey({ role: 'admin', name: 'cli' });
  const terminal: Terminal = {
    out: (text) => void lines.out.push(text),
    err: (text) => void lines.err.push(text),
    env: { ORRERY_HUB: hub.url, ORRERY_API_KEY: key },
    cwd: folder,
    input: Readable.from(typed === '' ? [] : [typed]),
    columns: null,
  };
  const code = await runCli(args, terminal, [addHostsCommand]);
  return { code, out: lines.out.join('\n'), err: lines.err.join('\n') };
}

describe('hosts', () => {
  test('lists machines for people and for scripts, revokes and admits them by name', async () => {
    await archive.registerHost(registration('box\u001b[2J', 'key', 'a'));
    const { id } = await archive.registerHost(registration('vps', 'key 2', 'a'));
    const revoked = await orrery(['hosts', 'revoke', 'vps', '--why', 'lost']);
    expect(revoked).toMatchObject({ code: 0, err: '' });
    expect(revoked.out).toContain('vps is revoked');
    const table = await orrery(['hosts', 'list']);
    expect(table.out).toMatch(/^ID +NAME +STATE/);
    expect(table.out).toMatch(new RegExp(`${id} +vps +revoked .*revoked by the API key cli: lost`));
    expect(table.out).not.toContain('\u001b');
    expect(JSON.parse((await orrery(['hosts', 'list', '--json'])).out)).toMatchObject([
      {},
      { id, revoked: { why: 'lost' } },
    ]);
    expect((await orrery(['hosts', 'admit', 'vps'])).code).toBe(0);
    expect((await archive.hosts()).map((host) => host.revoked)).toEqual([null, null]);
    const nobody = await orrery(['hosts', 'revoke', 'nobody']);
    expect(nobody).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('There is no machine nobody'),
    });
  });

  test('decides on a machine that waits, and renames', async () => {
    await archive.registerHost(registration('vps', 'key', 'a'));
    const knock = () => archive.registerHost({ ...registration('vps', 'key', 'b'), hasJoined: false });
    await expect(knock()).rejects.toThrow(/administrator/);
    const [waiting] = JSON.parse((await orrery(['hosts', 'waiting', '--json'])).out);
    expect((await orrery(['hosts', 'refuse', waiting.id])).code).toBe(0);
    expect((await orrery(['hosts', 'waiting'])).out).toContain('refused by cli');
    expect((await orrery(['hosts', 'admit', waiting.id, '--same-as', 'vps'])).code).toBe(0);
    expect((await knock()).name).toBe('vps');
    expect((await orrery(['hosts', 'rename', 'vps', 'frankfurt'])).out).toContain('shown as frankfurt');
    expect((await archive.hosts()).map(({ name }) => name)).toEqual(['frankfurt']);
  });

  test('removes a machine only when its name is repeated, and waits until its history is gone', async () => {
    const { id } = await archive.registerHost(registration('vps', 'key', 'a'));
    const silent = await orrery(['hosts', 'remove', 'vps']);
    expect(silent).toMatchObject({ code: 1, err: expect.stringContaining('Nothing was removed') });
    const wrong = await orrery(['hosts', 'remove', id, '--with-history'], 'vsp\n');
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('is called vps, not vsp') });
    expect(await archive.hosts()).toHaveLength(1);
    const done = await orrery(['hosts', 'remove', id, '--with-history'], 'vps\n');
    expect(done).toMatchObject({ code: 0, err: expect.stringContaining('0 sessions in 0 files') });
    expect(done.out).toContain('Its history is deleted.');
    expect([await archive.hosts(), await archive.hostRemovals()]).toEqual([[], []]);
  });
});
