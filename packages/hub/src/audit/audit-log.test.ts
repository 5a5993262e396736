import { describe, expect, it, onTestFinished } from 'vitest';
import { openAuthDatabase } from '../auth/auth-database.ts';
import type { Actor } from '../control/actor.ts';
import { type HubLogger, silentLogger } from '../server/hub-logger.ts';
import { createFakeTime } from '../test/fake-time.ts';
import { temporaryFolder } from '../test/test-hub.ts';
import { createAuditLog } from './audit-log.ts';

const ANA: Actor = { name: 'Ana', kind: 'person', why: 'it is safe', address: '192.0.2.7' };

function createWorld(logger: HubLogger = silentLogger) {
  const dataDir = temporaryFolder();
  const database = openAuthDatabase(dataDir);
  onTestFinished(() => database.close());
  const act = (part: object = {}) => ({
    ...{ actor: ANA, action: 'approve' as const, hostId: 'h1', sessionId: 's1', detail: 'Bash: ls' },
    ...part,
  });
  const log = createAuditLog({ database, dataDir, clock: createFakeTime(), logger });
  onTestFinished(() => log.close());
  return { database, dataDir, act, log };
}

describe('audit log', () => {
  it('[CT12] writes an act before it happens, and completes it once', () => {
    const { log, act } = createWorld();
    const finish = log.begin(act());
    expect(log.page({ limit: 10 }).items).toMatchObject([
      { outcome: 'failed', message: expect.stringMatching(/under way/) },
    ]);
    finish('done', 'Approved.');
    finish('failed', 'late');
    expect(log.page({ limit: 10 }).items).toEqual([
      {
        id: 1,
        at: 1_800_000_000_000,
        actor: 'Ana',
        actorKind: 'person',
        action: 'approve',
        hostId: 'h1',
        sessionId: 's1',
        detail: 'Bash: ls',
        why: 'it is safe',
        address: '192.0.2.7',
        outcome: 'done',
        message: 'Approved.',
      },
    ]);
  });

  it('[CT12] lets nothing change or take away what is complete', () => {
    const { log, act, database } = createWorld();
    log.begin(act())('done', '');
    expect(() => database.exec("UPDATE audit SET actor = 'Eve'")).toThrow(/append-only/);
    for (const table of ['audit', 'audit_chain']) {
      expect(() => database.exec(`DELETE FROM ${table}`)).toThrow(/append-only/);
    }
    expect(() => database.exec('UPDATE audit_chain SET seq = seq + 1')).toThrow(/append-only/);
  });

  it('[CT12] is read newest first, page by page', () => {
    const { log, act } = createWorld();
    for (let index = 1; index <= 5; index += 1) log.begin(act({ detail: `${index}` }))('done', '');
    const first = log.page({ limit: 2 });
    expect([first.items.map(({ detail }) => detail), first.nextBefore]).toEqual([['5', '4'], 4]);
    expect(log.page({ limit: 3, before: 4 })).toMatchObject({
      ...{ items: [{ detail: '3' }, {}, { detail: '1' }], nextBefore: null },
    });
  });

  it('[CT12] keeps nobody from acting when it cannot be written, says so, and tries again', () => {
    const logged: string[] = [];
    const { log, act, database } = createWorld({
      ...silentLogger,
      error: (message, facts) => void logged.push(`${message} ${JSON.stringify(facts)}`),
    });
    database.exec('PRAGMA query_only = 1');
    const finish = log.begin(act());
    expect(logged.join()).toMatch(/audit entry not stored.*"actor":"Ana","action":"approve"/);
    database.exec('PRAGMA query_only = 0');
    finish('done', 'Approved.');
    expect(log.page({ limit: 10 }).items).toMatchObject([{ outcome: 'done', message: 'Approved.' }]);
  });
});
