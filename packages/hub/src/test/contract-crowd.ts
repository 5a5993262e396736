import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Archive } from '../archive/archive.ts';
import { MAX_LIVE_OF_HOST, MOST_ON_FLEET } from '../archive/fleet-shares.ts';
import { type OpenArchive, openWithHost, registration, SESSION } from './contract-world.ts';
import { heldRequest, requestsChange } from './held-request.ts';
import { liveSession } from './live-session.ts';
import { batchOf, fileOf, promptLine, send } from './transcript-file.ts';

const CROWD = MOST_ON_FLEET + 20;

/** What a fleet shows when one machine has more sessions than it can show. */
export function describeCrowd(name: string, open: OpenArchive): void {
  describe(`archive with a crowd (${name})`, () => {
    let archive: Archive;
    let honest: string;
    let evil: string;

    beforeEach(async () => {
      ({ archive, host: honest } = await openWithHost(open));
      evil = (await archive.registerHost(registration('evil'))).id;
      await archive.setHostLink(evil, { isConnected: true });
    });
    afterEach(() => archive.close());

    const crowdId = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    const add = (host: string, sessionId: string, at: number) => {
      const lines = fileOf(promptLine(`Work ${sessionId}`, { at, sessionId }));
      return send(archive, host, batchOf(lines, { path: `projects/-home-ana-shop/${sessionId}.jsonl` }));
    };
    const crowd = async (count = CROWD) => {
      const ahead = Date.now() + 200_000;
      for (let index = 0; index < count; index += 1) await add(evil, crowdId(index), ahead + index);
    };
    const shown = async () => {
      const { sessions, sessionsLeftOut } = await archive.fleet();
      const ids = sessions.filter(({ hostId }) => hostId === honest).map(({ id }) => id);
      return { ids, count: sessions.length, left: sessionsLeftOut };
    };

    it('[AR80] sessions that wait or are recent stay on the fleet, whatever another machine brings', async () => {
      const quiet = crowdId(999_999);
      await add(honest, SESSION, Date.now() - 3_600_000);
      await add(honest, quiet, Date.now() - 7_200_000);
      const running = [
        liveSession({ sessionId: SESSION, status: 'waiting', waitingFor: 'permission prompt' }),
      ];
      await archive.applyLiveSessions(honest, { type: 'liveSessions', isFull: true, running, gone: [] });
      await archive.applyPermissionRequests(
        honest,
        requestsChange({ open: [heldRequest({ sessionId: SESSION })] }),
      );
      await crowd();
      expect(await shown()).toEqual({
        ids: [SESSION, quiet],
        count: MOST_ON_FLEET,
        left: CROWD + 2 - MOST_ON_FLEET,
      });
    });

    it('[AR80] live sessions take no place of others, and have a bound of their own', async () => {
      const old = Array.from({ length: 100 }, (_, i) => crowdId(900_000 + i));
      for (const id of old) await add(honest, id, Date.now() - 3_600_000);
      await crowd();
      const running = Array.from({ length: CROWD }, (_, i) =>
        liveSession({ sessionId: crowdId(i), pid: i + 1 }),
      );
      await archive.applyLiveSessions(evil, { type: 'liveSessions', isFull: true, running, gone: [] });
      const { ids, count, left } = await shown();
      expect(ids).toHaveLength(100);
      expect(count).toBe(MOST_ON_FLEET);
      expect(count).toBeGreaterThanOrEqual(100 + MAX_LIVE_OF_HOST);
      expect(left).toBe(CROWD + 100 - count);
    });

    it('[AR80] whoever comes back after more changes than are told gets no part of them', async () => {
      await add(honest, SESSION, Date.now());
      const { seq } = await archive.fleet();
      expect(await archive.fleet(seq)).toMatchObject({ sessions: [], sessionsLeftOut: 0 });
      await crowd(3);
      expect((await archive.fleet(seq)).sessions).toHaveLength(3);
      await crowd();
      expect((await archive.fleet(seq)).sessionsLeftOut).toBeGreaterThan(0);
    });
  });
}
