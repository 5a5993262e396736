import type { LiveSessions } from '@orrery/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Archive, ArchiveChange } from '../archive/archive.ts';
import { type OpenArchive, OTHER_SESSION, openWithHost, SESSION } from './contract-world.ts';
import { liveSession } from './live-session.ts';
import { answerLine, batchOf, fileOf, promptLine, send } from './transcript-file.ts';

const report = (change: Partial<LiveSessions>): LiveSessions => ({
  type: 'liveSessions',
  isFull: false,
  running: [],
  gone: [],
  ...change,
});

/** Live state: what the client reports, and what becomes of it when its machine is gone. */
export function describeLive(name: string, open: OpenArchive): void {
  describe(`archive live state (${name})`, () => {
    let archive: Archive;
    let host: string;
    const state = async (sessionId = SESSION) => (await archive.session(sessionId))?.state;

    beforeEach(async () => {
      ({ archive, host } = await openWithHost(open));
    });
    afterEach(() => archive.close());

    it('shows what the client reports, before and after the transcript has a line', async () => {
      await archive.applyLiveSessions(
        host,
        report({ isFull: true, running: [liveSession({ status: 'idle' })] }),
      );
      expect(await archive.session(SESSION)).toMatchObject({ state: 'idle', pid: 4242, lastSeq: 0 });
      await send(
        archive,
        host,
        batchOf(
          fileOf(
            promptLine('clean up', { at: Date.now() - 2 }),
            answerLine('', {
              at: Date.now() - 1,
              toolUse: { id: 'toolu_1', name: 'Bash', input: { command: 'rm -r build' } },
            }),
          ),
        ),
      );
      await archive.applyLiveSessions(
        host,
        report({ running: [liveSession({ status: 'waiting', waitingFor: 'permission prompt' })] }),
      );
      expect(await archive.session(SESSION)).toMatchObject({
        state: 'waiting',
        waiting: { kind: 'permission', reported: 'permission prompt', tool: 'Bash' },
      });
    });

    it('tells an exit from a death in the middle of a turn', async () => {
      const open = fileOf(promptLine('go', { at: Date.now() }));
      await send(archive, host, batchOf(open));
      await send(
        archive,
        host,
        batchOf(open.replaceAll(SESSION, OTHER_SESSION), {
          path: `projects/-home-ana-shop/${OTHER_SESSION}.jsonl`,
        }),
      );
      const two = liveSession({ pid: 4243, sessionId: OTHER_SESSION });
      await archive.applyLiveSessions(host, report({ isFull: true, running: [liveSession(), two] }));
      expect([await state(), await state(OTHER_SESSION)]).toEqual(['working', 'working']);
      const { root, pid, sessionId } = liveSession();
      await archive.applyLiveSessions(
        host,
        report({
          gone: [
            { root, pid, sessionId, how: 'exited' },
            { root, pid: two.pid, sessionId: OTHER_SESSION, how: 'died' },
          ],
        }),
      );
      expect([await state(), await state(OTHER_SESSION)]).toEqual(['ended', 'crashed']);
    });

    it('takes a session for ended that a full report no longer names', async () => {
      await archive.applyLiveSessions(host, report({ isFull: true, running: [liveSession()] }));
      await archive.applyLiveSessions(host, report({ isFull: true }));
      expect(await archive.session(SESSION)).toMatchObject({ state: 'ended', pid: null });
    });

    it('learns from a full report what died while nobody listened, and believes it of nothing else', async () => {
      await send(archive, host, batchOf(fileOf(promptLine('go', { at: Date.now() }))));
      await archive.applyLiveSessions(host, report({ isFull: true, running: [liveSession()] }));
      const { root, pid, sessionId } = liveSession();
      const died = { root, pid, sessionId, how: 'died' as const };
      // Files that were left behind long ago are in every full report.
      const old = { ...died, pid: 77 };
      await archive.applyLiveSessions(host, report({ isFull: true, running: [liveSession()], gone: [old] }));
      expect(await state()).toBe('working');
      await archive.applyLiveSessions(host, report({ isFull: true, gone: [died, old] }));
      expect(await state()).toBe('crashed');
      const { seq } = await archive.fleet();
      await archive.applyLiveSessions(host, report({ isFull: true, gone: [died, old] }));
      expect((await archive.fleet()).seq).toBe(seq);
    });

    it('links the session that follows a /clear to the one before it', async () => {
      await archive.applyLiveSessions(host, report({ isFull: true, running: [liveSession()] }));
      // As an agent tells it: the one went, the other runs in the same process.
      const { root, pid, sessionId } = liveSession();
      const gone = [{ root, pid, sessionId, how: 'exited' as const }];
      await archive.applyLiveSessions(
        host,
        report({ gone, running: [liveSession({ sessionId: OTHER_SESSION })] }),
      );
      expect(await archive.session(SESSION)).toMatchObject({
        state: 'ended',
        stateReason: 'The client went on with another session.',
      });
      expect(await archive.session(OTHER_SESSION)).toMatchObject({ state: 'working', forkedFrom: SESSION });
    });

    it('marks running sessions unreachable while their machine is, and takes it back', async () => {
      await archive.applyLiveSessions(host, report({ isFull: true, running: [liveSession()] }));
      await archive.setHostLink(host, { isConnected: false, reason: 'connection lost' });
      expect(await state()).toBe('unreachable');
      expect(await archive.hosts()).toMatchObject([{ state: 'unreachable', reason: 'connection lost' }]);
      await archive.setHostLink(host, { isConnected: true });
      expect(await state()).toBe('working');
      expect(await archive.hosts()).toMatchObject([{ state: 'connected', reason: '' }]);
    });

    it('shows a polling agent as degraded, with its reason and lag', async () => {
      const status = {
        type: 'hostStatus' as const,
        degraded: 'polling: watch limit',
        lagLines: 7,
        problems: [],
        allows: [],
        notFollowed: [],
      };
      await archive.setHostLink(host, { isConnected: true, status });
      expect(await archive.hosts()).toMatchObject([
        { state: 'degraded', reason: 'polling: watch limit', lagLines: 7 },
      ]);
    });

    it('resumes the fleet from a sequence number with exactly what changed since', async () => {
      const first = fileOf(promptLine('one', { at: Date.now() }));
      await send(archive, host, batchOf(first));
      const { seq } = await archive.fleet();
      expect(await archive.fleet(seq)).toMatchObject({ seq, hosts: [], sessions: [] });
      await archive.applyLiveSessions(
        host,
        report({ running: [liveSession({ sessionId: OTHER_SESSION, pid: 9 })] }),
      );
      const later = await archive.fleet(seq);
      expect(later.sessions.map((session) => session.id)).toEqual([OTHER_SESSION]);
      expect(later.seq).toBeGreaterThan(seq);
    });

    it('leaves sessions that ended long ago off the fleet, and in the list', async () => {
      await send(archive, host, batchOf(fileOf(promptLine('long ago', { at: 1_500_000_000_000 }))));
      expect((await archive.fleet()).sessions).toEqual([]);
      expect((await archive.listSessions({ limit: 10 })).items).toMatchObject([
        { id: SESSION, state: 'ended' },
      ]);
    });

    it('tells those who watch that a running call ended with its process', async () => {
      const changes: ArchiveChange[] = [];
      await archive.applyLiveSessions(host, report({ isFull: true, running: [liveSession()] }));
      await send(
        archive,
        host,
        batchOf(
          fileOf(
            promptLine('go', { at: Date.now() - 2 }),
            answerLine('', {
              at: Date.now(),
              toolUse: { id: 'toolu_1', name: 'Bash', input: { command: 'make' } },
            }),
          ),
        ),
      );
      archive.watch(SESSION);
      archive.onChange((change) => changes.push(change));
      const { root, pid, sessionId } = liveSession();
      await archive.applyLiveSessions(host, report({ gone: [{ root, pid, sessionId, how: 'died' }] }));
      const calls = changes.flatMap((change) => change.details.flatMap((details) => details.toolCalls));
      expect(calls).toMatchObject([{ id: 'toolu_1', state: 'interrupted' }]);
      expect((await archive.sessionTail(SESSION))?.toolCalls).toMatchObject([{ state: 'interrupted' }]);
    });
  });
}
