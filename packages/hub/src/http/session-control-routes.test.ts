import { closeViewSchema, resumeSchema } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { createMemoryArchive } from '../archive/memory-archive.ts';
import { SESSION } from '../test/contract-world.ts';
import { startControlWorld } from '../test/control-world.ts';
import { liveSession } from '../test/live-session.ts';
import { createAgentKey, linkAgent } from '../test/test-agent.ts';
import { eventually, startTestHub, temporaryFolder } from '../test/test-hub.ts';

const CLOSE = `/api/sessions/${SESSION}/close`;

describe('closing and resuming sessions', () => {
  it('[CT10] tells every page of a close, from the click to its end', async () => {
    const { call, keys, openPage, nextCommand, answer, agent } = await startControlWorld();
    const page = await openPage();
    const body = { undoMs: 60, who: 'Ana' };
    const asked = await call('POST', CLOSE, { key: keys.operator, body });
    expect(asked.status).toBe(202);
    const view = closeViewSchema.parse(await asked.json());
    expect(view).toMatchObject({ sessionId: SESSION, state: 'pending', by: 'Ana (key operator-key)' });
    expect(view.stopsAt - view.at).toBe(60);
    expect(await page.nextOf('closes')).toEqual({ type: 'closes', closes: [view] });
    expect(await page.nextOf('closes')).toMatchObject({ closes: [{ id: view.id, state: 'stopping' }] });
    const { id, command } = await nextCommand();
    expect(command).toEqual({ name: 'closeSession', sessionId: SESSION, pid: 4242, graceMs: 5_000 });
    const { root, pid } = liveSession();
    const gone = [{ root, pid, sessionId: SESSION, how: 'exited' }];
    agent.send({ type: 'liveSessions', isFull: false, running: [], gone });
    answer(id, 'done', 'Ended by SIGTERM.');
    const done = { id: view.id, state: 'done', message: 'Ended by SIGTERM.' };
    expect(await page.nextOf('closes')).toMatchObject({ closes: [done] });
    // A page that comes now is told after its welcome.
    expect(await (await openPage()).next()).toMatchObject({ type: 'closes', closes: [done] });
    const again = await call('POST', CLOSE, { key: keys.operator });
    expect([again.status, await again.json()]).toMatchObject([409, { message: 'It has ended already.' }]);
  });

  it('[AR50] lets no other machine answer, end or call off a close', async () => {
    const { hub, archive, call, keys, nextCommand, answer } = await startControlWorld();
    const { token } = hub.createJoinToken();
    const other = await linkAgent(hub.url, createAgentKey(), { token, machine: 'machine-2', name: 'other' });
    await other.nextOf('manifest');
    const { root, pid } = liveSession();
    const endings = (['exited', 'died'] as const).map((how) => ({ root, pid, sessionId: SESSION, how }));
    const meddle = (id: string) => {
      other.send({ type: 'commandResult', id, outcome: 'failed', message: 'forged' });
      for (const gone of endings)
        other.send({ type: 'liveSessions', isFull: true, running: [], gone: [gone] });
      const reports = [{ root, sessionId: SESSION, status: 'ended', reason: 'SessionEnd', at: Date.now() }];
      other.send({ type: 'hookReports', reports });
    };
    meddle('none');
    // The last that it said has been taken once a session of its own is there.
    await eventually(async () => (await archive.listSessions({ limit: 5 })).items.length).toBe(2);
    expect(await archive.session(SESSION)).toMatchObject({ state: 'working', pid });
    await call('POST', CLOSE, { key: keys.operator, body: { undoMs: 0 } });
    const { id, command } = await nextCommand();
    expect(command).toMatchObject({ name: 'closeSession', pid });
    meddle(id);
    answer(id, 'done', 'Ended by SIGTERM.');
    await eventually(async () => {
      const audit = await (await call('GET', '/api/audit', { key: keys.admin })).json();
      const { items } = audit as { items: { action: string; outcome: string; message: string }[] };
      return items.find(({ action }) => action === 'close');
    }).toMatchObject({ outcome: 'done', message: 'Ended by SIGTERM.' });
  });

  it('[LV12] says nothing of closes to a page when there are none', async () => {
    const { openPage } = await startControlWorld();
    const page = await openPage();
    page.send({ type: 'ping', at: 1 });
    expect(await page.next()).toMatchObject({ type: 'pong' });
  });

  it('[CT8] undoes a close that is pending, and nothing after that', async () => {
    const { call, keys } = await startControlWorld();
    const key = keys.operator;
    expect((await call('DELETE', CLOSE, { key })).status).toBe(409);
    // Without a body there are six seconds.
    const first = closeViewSchema.parse(await (await call('POST', CLOSE, { key })).json());
    expect(first.stopsAt - first.at).toBe(6_000);
    const second = closeViewSchema.parse(await (await call('POST', CLOSE, { key })).json());
    expect(second.id).toBe(first.id);
    const undone = await call('DELETE', CLOSE, { key });
    expect([undone.status, await undone.json()]).toMatchObject([200, { id: first.id, state: 'undone' }]);
    const audit = await (await call('GET', '/api/audit', { key: keys.admin })).json();
    expect(audit).toMatchObject({
      items: [
        { action: 'undoClose', outcome: 'done', actor: 'operator-key' },
        { action: 'close', outcome: 'refused', message: 'Undone by operator-key. Nothing was closed.' },
        { action: 'join', actor: 'studio-01', outcome: 'done' },
      ],
    });
  });

  it('[CT8] forgets a pending close when the hub stops: nothing happens to the session', async () => {
    const dataDir = temporaryFolder();
    const archive = createMemoryArchive();
    const first = await startControlWorld({ archive, dataDir });
    const asked = await first.call('POST', CLOSE, { key: first.keys.operator });
    expect(asked.status).toBe(202);
    await first.hub.close();
    expect((await first.agent.closed).code).toBe(1001);
    const second = await startTestHub({ archive, dataDir });
    expect((await second.call('DELETE', CLOSE, { key: first.keys.operator })).status).toBe(409);
    const audit = await (await second.call('GET', '/api/audit', { key: first.keys.admin })).json();
    expect(audit).toMatchObject({
      items: [
        { action: 'close', outcome: 'refused', message: expect.stringMatching(/The hub stopped/) },
        { action: 'join', actor: 'studio-01', outcome: 'done' },
      ],
    });
    await archive.close();
  });

  it('[CT7] refuses to close where the machine is away, and what does not exist', async () => {
    const world = await startControlWorld();
    world.agent.socket.close();
    await world.agent.closed;
    const away = await world.call('POST', CLOSE, { key: world.keys.operator });
    expect([away.status, await away.json()]).toMatchObject([
      409,
      { message: 'studio-01 is not connected. Nothing was closed.' },
    ]);
    const none = await world.call('POST', '/api/sessions/none/close', { key: world.keys.operator });
    expect(none.status).toBe(404);
  });

  it('[CT11] tells how to resume, and writes down who asked', async () => {
    const { call, keys, agent } = await startControlWorld();
    const answer = await call('POST', `/api/sessions/${SESSION}/resume`, { key: keys.operator });
    expect(resumeSchema.parse(await answer.json())).toEqual({
      hostId: agent.hostId,
      hostName: 'studio-01',
      cwd: '/home/ana/shop',
      argv: ['claude', '--resume', SESSION],
      command: `cd -- /home/ana/shop && claude --resume ${SESSION}`,
      isRunning: true,
    });
    expect((await call('POST', '/api/sessions/none/resume', { key: keys.operator })).status).toBe(404);
    const audit = await (await call('GET', '/api/audit', { key: keys.admin })).json();
    expect(audit).toMatchObject({
      items: [
        { action: 'resume', sessionId: SESSION, outcome: 'done' },
        { action: 'join', actor: 'studio-01', outcome: 'done' },
      ],
    });
  });
});
