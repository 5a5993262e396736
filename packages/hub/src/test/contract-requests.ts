import {
  alertSettingsSchema,
  type HeldRequest,
  type HookReport,
  type LiveSession,
  type PermissionRequests,
} from '@orrery/protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Archive, ArchiveChange } from '../archive/archive.ts';
import { type OpenArchive, OTHER_SESSION, openWithHost, registration, SESSION } from './contract-world.ts';
import { heldRequest, hookReport, requestsChange } from './held-request.ts';
import { liveSession } from './live-session.ts';
import { answerLine, batchOf, fileOf, promptLine, resultLine, send } from './transcript-file.ts';

/** What can be answered from a page, what hooks say, and when alerts begin. */
export function describeRequests(name: string, open: OpenArchive): void {
  describe(`archive requests and thresholds (${name})`, () => {
    let archive: Archive;
    let host: string;
    const session = async (id = SESSION) => (await archive.session(id)) ?? null;
    const ask = (change: Partial<PermissionRequests>) =>
      archive.applyPermissionRequests(host, requestsChange(change));
    const hooks = (...reports: HookReport[]) =>
      archive.applyHookReports(host, { type: 'hookReports', reports });
    const shown = async (id?: string) => (await session(id))?.requests.map((request) => request.id);
    const run = (change: Partial<LiveSession> = {}) =>
      archive.applyLiveSessions(host, {
        type: 'liveSessions',
        isFull: false,
        running: [liveSession(change)],
        gone: [],
      });

    beforeEach(async () => {
      ({ archive, host } = await openWithHost(open));
    });
    afterEach(() => archive.close());

    it('[AR16] shows what is asked with its session, before a line of it was read', async () => {
      await ask({ open: [heldRequest({ id: 'r1', input: '{"command":"rm -r build"}' })] });
      expect(await session()).toMatchObject({
        id: SESSION,
        hostId: host,
        requests: [
          {
            ...{ id: 'r1', kind: 'permission', tool: 'Bash', text: 'rm -r build' },
            ...{ input: { command: 'rm -r build' }, alwaysAllow: ['Bash(rm:*)'] },
          },
        ],
      });
      expect((await archive.fleet()).sessions).toMatchObject([{ id: SESSION, requests: [{ id: 'r1' }] }]);
    });

    it('[AR16] tells questions and plans from permissions, and shows what cannot be read as too large', async () => {
      const plan = heldRequest({ id: 'a', at: 1, tool: 'ExitPlanMode', input: '{"plan":"# Do it\\nfast"}' });
      const question = heldRequest({ id: 'b', at: 2, tool: 'AskUserQuestion', input: '{"questions":[]}' });
      const large = heldRequest({ id: 'c', at: 3, tool: 'Write', input: '' });
      const broken = heldRequest({ id: 'd', at: 4, input: '{"command":' });
      await ask({ open: [plan, question, large, broken] });
      expect((await session())?.requests).toMatchObject([
        { kind: 'plan', text: '# Do it\nfast' },
        { kind: 'question' },
        { kind: 'permission', input: null, text: '' },
        { kind: 'permission', input: null, text: '' },
      ]);
    });

    it('[AR16] shows the sixteen oldest, and the next when one is answered', async () => {
      const many = Array.from({ length: 20 }, (_, index) =>
        heldRequest({ id: `r${index}`, at: Date.now() - index }),
      );
      await ask({ open: many });
      expect((await shown())?.[0]).toBe('r19');
      expect(await shown()).toHaveLength(16);
      await ask({ closed: [{ id: 'r19', why: 'answered' }] });
      expect((await shown())?.[0]).toBe('r18');
      expect((await shown())?.at(-1)).toBe('r3');
    });

    it('[AR16] leaves out inputs beyond what a row may weigh', async () => {
      const input = JSON.stringify({ content: 'x'.repeat(120_000) });
      await ask({ open: ['a', 'b', 'c'].map((id, at) => heldRequest({ id, at, tool: 'Write', input })) });
      expect((await session())?.requests.map((request) => request.input === null)).toEqual([
        false,
        false,
        true,
      ]);
    });

    it.each([6_000, 30_000])(
      '[AR16] shows a request whose input is nested %i deep, and goes on telling changes',
      async (depth) => {
        const told: string[] = [];
        archive.onChange(({ sessions }) =>
          told.push(...sessions.map(({ requests }) => requests[0]?.id ?? '')),
        );
        const input = `{"command":"ls","x":${'['.repeat(depth)}${']'.repeat(depth)}}`;
        await ask({ open: [heldRequest({ id: 'deep', input })] });
        const shownInput = (await session())?.requests[0]?.input;
        expect(shownInput).toMatchObject({ command: 'ls' });
        expect(JSON.stringify(shownInput)).toContain('nested too deeply');
        await vi.waitFor(() => expect(told).toContain('deep'));
      },
    );

    it('[AR17] a full report replaces all of its machine, and of no other', async () => {
      const other = (await archive.registerHost(registration('pluto'))).id;
      await archive.applyPermissionRequests(
        other,
        requestsChange({ open: [heldRequest({ id: 'p1', sessionId: OTHER_SESSION })] }),
      );
      await ask({ open: [heldRequest({ id: 'r1' }), heldRequest({ id: 'r2' })] });
      await ask({
        isFull: true,
        open: [heldRequest({ id: 'r2' }), heldRequest({ id: 'r3', at: Date.now() + 60_000 })],
      });
      expect(await shown()).toEqual(['r2', 'r3']);
      expect(await shown(OTHER_SESSION)).toEqual(['p1']);
      await ask({ isFull: true });
      expect(await shown()).toEqual([]);
    });

    it('[AR17] closes what another machine does not hold for nobody', async () => {
      const other = (await archive.registerHost(registration('pluto'))).id;
      await ask({ open: [heldRequest({ id: 'r1' })] });
      const close = requestsChange({ isFull: true, closed: [{ id: 'r1', why: 'answered' }] });
      await archive.applyPermissionRequests(other, close);
      expect(await shown()).toEqual(['r1']);
    });

    it('[AR17] keeps requests while their machine is away, and through a reindex', async () => {
      await run({ status: 'waiting' });
      await send(archive, host, batchOf(fileOf(promptLine('go', { at: Date.now() }))));
      await ask({ open: [heldRequest({ id: 'r1' })] });
      await archive.setHostLink(host, { isConnected: false, reason: 'connection lost' });
      expect(await session()).toMatchObject({ state: 'unreachable', requests: [{ id: 'r1' }] });
      await archive.reindex(() => {});
      expect(await shown()).toEqual(['r1']);
    });

    it('[AR17] writes nothing for a report that changes nothing', async () => {
      const request: HeldRequest = heldRequest({ id: 'r1' });
      await ask({ open: [request] });
      const { seq } = await archive.fleet();
      await ask({ isFull: true, open: [request] });
      await ask({ closed: [{ id: 'unknown', why: 'gone' }] });
      expect((await archive.fleet()).seq).toBe(seq);
    });

    it('[AR11] tells each request and its end as changes of the session', async () => {
      const changes: ArchiveChange[] = [];
      archive.onChange((change) => changes.push(change));
      await ask({ open: [heldRequest({ id: 'r1' })] });
      await ask({ closed: [{ id: 'r1', why: 'elsewhere' }] });
      await archive.fleet();
      const told = changes.flatMap((change) => change.sessions.map(({ requests }) => requests.length));
      expect(told.at(-1)).toBe(0);
      expect(changes.length).toBeGreaterThan(0);
    });

    it('[AR18] takes hook reports of known and unknown sessions', async () => {
      const busy = hookReport({ status: 'busy' });
      await hooks(busy, hookReport({ sessionId: OTHER_SESSION }));
      expect(await session()).toMatchObject({ id: SESSION, hostId: host });
      expect(await session(OTHER_SESSION)).not.toBeNull();
      const { seq } = await archive.fleet();
      // The same again, and an older one that came late.
      await hooks(busy, hookReport({ status: 'idle', at: 1 }));
      expect((await archive.fleet()).seq).toBe(seq);
      await hooks(hookReport({ status: 'idle', at: Date.now() + 5_000 }));
      expect((await archive.fleet()).seq).toBe(seq + 1);
    });

    it('[AR18] what a hook said ends with its process', async () => {
      await run({ status: 'busy' });
      await hooks(hookReport({ status: 'busy' }));
      const { root, pid, sessionId } = liveSession();
      const gone = [{ root, pid, sessionId, how: 'exited' as const }];
      await archive.applyLiveSessions(host, { type: 'liveSessions', isFull: false, running: [], gone });
      expect(await session()).toMatchObject({ state: 'ended' });
      await hooks(hookReport({ status: 'busy', at: Date.now() - 1_000 }));
      expect(await session()).toMatchObject({ state: 'ended' });
    });

    it('[AR19] has thresholds as shipped until somebody sets them, also after a reindex', async () => {
      expect(await archive.alertSettings()).toEqual(alertSettingsSchema.parse({}));
      const settings = alertSettingsSchema.parse({ loopSameCalls: 9, stuckAfterMs: 120_000 });
      await archive.setAlertSettings(settings);
      await archive.reindex(() => {});
      expect(await archive.alertSettings()).toEqual(settings);
    });

    it('[AR19] applies thresholds to every live session at once, and writes only those that change', async () => {
      const at = Date.now() - 5_000;
      const call = { name: 'Edit', input: { file_path: '/a.ts', old_string: 'a', new_string: 'b' } };
      const rounds = [0, 1, 2].flatMap((index) => [
        answerLine('', { at: at + index, toolUse: { id: `toolu_${index}`, ...call } }),
        resultLine(`toolu_${index}`, 'ok', { at: at + index }),
      ]);
      await send(archive, host, batchOf(fileOf(promptLine('go', { at }), ...rounds)));
      await run({ status: 'busy' });
      await run({ status: 'idle', pid: 7, sessionId: OTHER_SESSION });
      expect(await session()).toMatchObject({ state: 'working', alerts: [] });
      const { seq } = await archive.fleet();
      await archive.setAlertSettings(alertSettingsSchema.parse({ loopSameCalls: 3 }));
      expect((await session())?.alerts).toMatchObject([{ kind: 'looping' }]);
      expect((await archive.fleet(seq)).sessions.map(({ id }) => id)).toEqual([SESSION]);
      await archive.setAlertSettings(alertSettingsSchema.parse({}));
      expect(await session()).toMatchObject({ alerts: [] });
    });

    it('[AR19] raises an alert with the event that reaches its threshold', async () => {
      await archive.setAlertSettings(alertSettingsSchema.parse({ loopSameCalls: 2 }));
      await run({ status: 'busy' });
      const at = Date.now();
      const call = (index: number) =>
        answerLine('', {
          at: at + index,
          toolUse: { id: `toolu_${index}`, name: 'Bash', input: { command: 'npm test' } },
        });
      const first = fileOf(promptLine('go', { at }), call(1), resultLine('toolu_1', 'ok', { at: at + 1 }));
      await send(archive, host, batchOf(first));
      expect((await session())?.alerts).toEqual([]);
      await send(archive, host, batchOf(fileOf(call(2)), { start: first.length }));
      expect((await session())?.alerts).toMatchObject([{ kind: 'looping' }]);
    });
  });
}
