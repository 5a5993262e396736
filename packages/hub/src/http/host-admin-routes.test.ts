import { waitingMachinesSchema } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { createMemoryArchive } from '../archive/memory-archive.ts';
import { OTHER_SESSION, SESSION } from '../test/contract-world.ts';
import { startControlWorld } from '../test/control-world.ts';
import { heldRequest, requestsChange } from '../test/held-request.ts';
import { batchOf, createAgentKey, linkAgent } from '../test/test-agent.ts';
import { eventually, startTestHub, temporaryFolder } from '../test/test-hub.ts';
import { fileOf, promptLine } from '../test/transcript-file.ts';

const linesOf = (text: string, sessionId = SESSION) =>
  fileOf(promptLine(text, { at: Date.now(), sessionId }));
const transcript = (text: string, sessionId = SESSION) =>
  batchOf(linesOf(text, sessionId), { path: `projects/p/${sessionId}.jsonl` });

describe('revoking a machine', () => {
  it('[CT20] ends its link at once, with words, and takes nothing more of it', async () => {
    const { call, keys, agent, archive, shows } = await startControlWorld();
    agent.send(requestsChange({ open: [heldRequest()] }));
    await shows(1);
    const close = await call('POST', `/api/sessions/${SESSION}/close`, {
      key: keys.operator,
      body: { undoMs: 60_000 },
    });
    expect(close.status).toBe(202);
    const body = { why: 'lost laptop', who: 'Ana' };
    const answer = await call('POST', `/api/hosts/${agent.hostId}/revoke`, { key: keys.admin, body });
    const message = expect.stringContaining('studio-01 is revoked');
    expect([answer.status, await answer.json()]).toMatchObject([200, { message }]);
    expect(await agent.nextOf('error')).toMatchObject({
      kind: 'forbidden',
      message:
        'This machine was revoked on the hub by Ana (key admin-key) (lost laptop). It can come back only when an administrator admits it.',
    });
    expect((await agent.closed).code).toBe(1008);
    await shows(0);
    const late = await call('POST', '/api/permissions/r1/approve', {
      key: keys.operator,
      body: { digest: 'a'.repeat(64) },
    });
    expect(late.status).toBe(409);
    const audit = await (await call('GET', '/api/audit', { key: keys.admin })).json();
    expect(audit).toMatchObject({
      // What happened before is in it too: the join, first of all.
      items: [
        {
          action: 'revokeHost',
          hostId: agent.hostId,
          detail: 'studio-01',
          why: 'lost laptop',
          outcome: 'done',
        },
        { action: 'close', outcome: 'failed', message: expect.stringContaining('revoked') },
        { action: 'join', outcome: 'done' },
      ],
    });
    expect((await archive.hosts())[0]).toMatchObject({ revoked: { why: 'lost laptop' } });
  });

  it('[CT20] refuses its key at every later handshake, with or without a token, also after a restart', async () => {
    const dataDir = temporaryFolder();
    const archive = createMemoryArchive();
    const first = await startTestHub({ archive, dataDir });
    const key = createAgentKey();
    const { hostId } = await linkAgent(first.hub.url, key, { token: first.hub.createJoinToken().token });
    const admin = first.hub.createApiKey({ role: 'admin', name: 'admin' }).key;
    await first.call('POST', `/api/hosts/${hostId}/revoke`, { key: admin });
    await first.hub.close();
    const { hub, call } = await startTestHub({ archive, dataDir });
    const { token } = hub.createJoinToken();
    for (const part of [{}, { token }, { machine: 'another', token }]) {
      await expect(linkAgent(hub.url, key, part)).rejects.toThrow(
        /forbidden.*revoked on the hub by the API key admin/,
      );
    }
    // The token was not used up for it.
    await linkAgent(hub.url, createAgentKey(), { token });
    expect((await call('POST', `/api/hosts/${hostId}/admit`, { key: admin })).status).toBe(200);
    expect((await linkAgent(hub.url, key)).hostId).toBe(hostId);
    await archive.close();
  });
});

describe('removing a machine', () => {
  it('[CT21] asks for its name, writes down what goes, and tells pages that hold its rows', async () => {
    const { call, keys, agent, openPage, archive } = await startControlWorld();
    agent.sendBatch(transcript('to be deleted'));
    await agent.nextOf('ack');
    const page = await openPage();
    page.send({ type: 'subscribe', id: 1, topic: { kind: 'fleet' } });
    const { seq } = await page.nextOf('fleetSnapshot');
    page.send({ type: 'subscribe', id: 2, topic: { kind: 'session', sessionId: SESSION } });
    await page.nextOf('sessionSnapshot');
    const remove = (name: string) =>
      call('DELETE', `/api/hosts/${agent.hostId}`, { key: keys.admin, body: { name, withHistory: true } });
    const wrong = await remove('studio-02');
    expect([wrong.status, await wrong.json()]).toMatchObject([
      400,
      { message: 'The machine is called studio-01, not studio-02. Nothing was removed.' },
    ]);
    expect((await remove('studio-01')).status).toBe(202);
    expect(await agent.nextOf('error')).toMatchObject({ kind: 'joinRefused' });
    await agent.closed;
    await eventually(() => archive.hostRemovals()).toEqual([]);
    expect(await archive.session(SESSION)).toBeNull();
    // Rows that are gone are in no delta: there is a new snapshot, and the page of the session is told.
    await eventually(async () => (await page.nextOf('fleetSnapshot')).sessions).toEqual([]);
    const audit = await (await call('GET', '/api/audit', { key: keys.admin })).json();
    const detail = expect.stringContaining('studio-01, with its history: 1 session, 1 file');
    expect(audit).toMatchObject({
      items: [{ action: 'removeHost', outcome: 'done', detail }, { action: 'join' }],
    });
    // A page that was away, and asks for what changed since, holds rows that are gone too.
    const late = await openPage();
    late.send({ type: 'subscribe', id: 1, topic: { kind: 'fleet' }, since: seq });
    expect(await late.next()).toMatchObject({ type: 'fleetSnapshot', hosts: [], sessions: [] });
  });

  it('[CT21] tells whoever reads a session that it was deleted', async () => {
    const { call, keys, agent, openPage } = await startControlWorld();
    const page = await openPage();
    page.send({ type: 'subscribe', id: 2, topic: { kind: 'session', sessionId: SESSION } });
    await page.nextOf('sessionSnapshot');
    await call('DELETE', `/api/hosts/${agent.hostId}`, {
      key: keys.admin,
      body: { name: 'studio-01', withHistory: true },
    });
    expect(await page.nextOf('error')).toMatchObject({ id: 2, kind: 'notFound' });
  });

  it('[CT21] lets the machine in again with a join token alone, as a new one', async () => {
    const { hub, call } = await startTestHub({ archive: createMemoryArchive() });
    const admin = hub.createApiKey({ role: 'admin', name: 'admin' }).key;
    const key = createAgentKey();
    const { hostId } = await linkAgent(hub.url, key, { token: hub.createJoinToken().token });
    await call('DELETE', `/api/hosts/${hostId}`, { key: admin, body: { name: 'box', withHistory: false } });
    await expect(linkAgent(hub.url, key)).rejects.toThrow(/joinRefused/);
    const again = await linkAgent(hub.url, key, { token: hub.createJoinToken().token });
    expect(again.hostId).not.toBe(hostId);
    const hosts = await (await call('GET', '/api/hosts', { key: admin })).json();
    expect(hosts).toMatchObject([{ id: again.hostId, name: 'box' }]);
  });
});

describe('a machine with the key of another', () => {
  it('[CT22] waits for an administrator, who lets it in or refuses it', async () => {
    const { hub, call } = await startTestHub({ archive: createMemoryArchive() });
    const admin = hub.createApiKey({ role: 'admin', name: 'admin' }).key;
    const key = createAgentKey();
    const first = await linkAgent(hub.url, key, { token: hub.createJoinToken().token });
    const copy = { machine: 'machine-2', runId: 'run-2' };
    await expect(linkAgent(hub.url, key, copy)).rejects.toThrow(/duplicateIdentity/);
    const answer = await call('GET', '/api/hosts/waiting', { key: admin });
    const waiting = waitingMachinesSchema.parse(await answer.json());
    expect(waiting).toMatchObject([{ name: 'box', knownAs: [{ id: first.hostId, name: 'box' }] }]);
    const id = waiting[0]?.id ?? '';
    const refused = await call('POST', `/api/hosts/${id}/refuse`, { key: admin });
    expect(await refused.json()).toMatchObject({
      message: expect.stringContaining('Nothing of it was taken'),
    });
    await expect(linkAgent(hub.url, key, copy)).rejects.toThrow(
      /forbidden.*refused on the hub by the API key admin/,
    );
    expect((await call('POST', `/api/hosts/${id}/admit`, { key: admin, body: { as: 'own' } })).status).toBe(
      200,
    );
    const second = await linkAgent(hub.url, key, copy);
    expect(second.hostId).not.toBe(first.hostId);
    second.sendBatch(transcript('from the copy', OTHER_SESSION));
    expect(await second.nextOf('ack')).toMatchObject({ outcome: 'committed' });
    const renamed = await call('POST', `/api/hosts/${second.hostId}/rename`, {
      key: admin,
      body: { name: 'spare' },
    });
    expect(renamed.status).toBe(200);
    const hosts = await (await call('GET', '/api/hosts', { key: admin })).json();
    expect(hosts).toMatchObject([{ name: 'box' }, { name: 'spare', duplicateOf: first.hostId }]);
  });
});

it('[CT22] a machine that is said to be the same one takes its place: two links never speak for one machine', async () => {
  const { hub, call } = await startTestHub({ archive: createMemoryArchive() });
  const admin = hub.createApiKey({ role: 'admin', name: 'admin' }).key;
  const key = createAgentKey();
  const first = await linkAgent(hub.url, key, { token: hub.createJoinToken().token });
  const reinstalled = { machine: 'machine-2', runId: 'run-2' };
  await expect(linkAgent(hub.url, key, reinstalled)).rejects.toThrow(/duplicateIdentity/);
  const answer = await call('GET', '/api/hosts/waiting', { key: admin });
  const id = waitingMachinesSchema.parse(await answer.json())[0]?.id ?? '';
  expect((await call('POST', `/api/hosts/${id}/admit`, { key: admin, body: { as: 'same' } })).status).toBe(
    200,
  );
  expect(await first.nextOf('error')).toMatchObject({ kind: 'duplicateIdentity' });
  await first.closed;
  expect((await linkAgent(hub.url, key, reinstalled)).hostId).toBe(first.hostId);
  await expect(linkAgent(hub.url, key)).rejects.toThrow(/duplicateIdentity/);
});

describe('who may decide on machines', () => {
  it('[CT23] administrators, and nobody else', async () => {
    const { hub, call, agent, keys } = await startControlWorld();
    const own = hub.routes.filter(({ url, method }) => url.startsWith('/api/hosts/') && method !== 'HEAD');
    expect(own.map(({ method, url, access }) => `${method} ${url} ${access}`).toSorted()).toEqual([
      'DELETE /api/hosts/:id admin',
      'GET /api/hosts/:id/holdings admin',
      'GET /api/hosts/removals admin',
      'GET /api/hosts/waiting admin',
      'POST /api/hosts/:id/admit admin',
      'POST /api/hosts/:id/hooks admin',
      'POST /api/hosts/:id/refuse admin',
      'POST /api/hosts/:id/rename admin',
      'POST /api/hosts/:id/revoke admin',
    ]);
    for (const { method, url } of own) {
      const path = url.replace(':id', agent.hostId);
      expect((await call(method, path, { key: keys.operator })).status).toBe(403);
      expect((await call(method, path)).status).toBe(401);
    }
  });
});
