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
    expect((await orrery(['hosts', 'waiting'])).out).toContain('refused by the API key cli');
    expect((await orrery(['hosts', 'admit', waiting.id, '--same-as', 'vps'])).code).toBe(0);
    expect((await knock()).name).toBe('vps');
    expect((await orrery(['hosts', 'rename', 'vps', 'frankfurt'])).out).toContain('shown as frankfurt');
    expect((await archive.hosts()).map(({ name }) => name)).toEqual(['frankfurt']);
  });

  test('a machine that waits is called by its name, as long as no other is meant by it', async () => {
    const knock = (name: string, machine: string) =>
      archive.registerHost({ ...registration(name, 'key', machine), hasJoined: false }).catch(() => null);
    const { id } = await archive.registerHost(registration('studio', 'key', 'a'));
    expect((await orrery(['hosts', 'waiting'])).err).toContain('No machine waits');
    await knock('laptop', 'b');
    expect((await orrery(['hosts', 'refuse', 'laptop'])).out).toContain('laptop is refused');
    expect((await orrery(['hosts', 'admit', 'laptop'])).out).toContain('laptop may come in');
    expect(await knock('laptop', 'b')).toMatchObject({ name: 'laptop' });
    // A copy has the name of its original, which is no longer one to be admitted.
    await knock('studio', 'c');
    expect((await orrery(['hosts', 'admit', 'studio', '--same-as', 'laptop'])).code).toBe(0);
    await knock('studio', 'd');
    await knock('studio', 'e');
    const waiting = await archive.waitingMachines();
    for (const act of ['admit', 'refuse']) {
      const several = await orrery(['hosts', act, 'studio']);
      expect(several).toMatchObject({ code: 1, out: '', err: expect.stringContaining('Give the id of one') });
      for (const machine of waiting) expect(several.err).toContain(machine.id);
    }
    await orrery(['hosts', 'refuse', waiting[0]?.id ?? '']);
    await orrery(['hosts', 'revoke', id]);
    const either = await orrery(['hosts', 'admit', 'studio']);
    expect(either).toMatchObject({ code: 1, out: '' });
    for (const one of [id, ...waiting.map((machine) => machine.id)]) expect(either.err).toContain(one);
    expect((await archive.hosts()).every(({ revoked }) => revoked !== null)).toBe(true);
    const nobody = await orrery(['hosts', 'refuse', 'nobody']);
    expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining('hosts waiting') });
  });

  test('--same-as is refused for a machine that does not wait, here and by the hub', async () => {
    await archive.registerHost(registration('studio', 'key', 'a'));
    const { id } = await archive.registerHost(registration('laptop', 'key 2', 'b'));
    await orrery(['hosts', 'revoke', 'laptop']);
    const said = await orrery(['hosts', 'admit', 'laptop', '--same-as', 'studio']);
    expect(said).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/laptop does not wait.*--same-as/),
    });
    const { key } = hub.createApiKey({ role: 'admin', name: 'script' });
    const answer = await fetch(`${hub.url}/api/hosts/${id}/admit`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ as: 'same', hostId: id }),
    });
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining('does not wait')]);
    expect((await archive.hosts()).find((host) => host.id === id)?.revoked).not.toBeNull();
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
