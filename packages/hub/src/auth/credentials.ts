import { userInfo } from 'node:os';
import { openHubKey } from '../agent-link/hub-key.ts';
import { createAuditLog } from '../audit/audit-log.ts';
import { runAudited } from '../audit/audited-change.ts';
import type { Actor } from '../control/actor.ts';
import { createPushSubscriptions } from '../notices/push-subscriptions.ts';
import { type Clock, systemClock } from '../server/clock.ts';
import { type HubLogger, silentLogger } from '../server/hub-logger.ts';
import { type ApiKeys, createApiKeys } from './api-keys.ts';
import { openAuthDatabase } from './auth-database.ts';
import { apiKeyAdded, joinTokenAdded, resetText } from './credential-words.ts';
import { createJoinTokens, type JoinTokens } from './join-tokens.ts';
import { createPasswords, type ResetCode } from './passwords.ts';
import { createPeople, type Person } from './people.ts';

/** API keys, join tokens and people of a data folder. What is changed here is in its audit log. */
export interface Credentials {
  readonly apiKeys: Pick<ApiKeys, 'create' | 'list' | 'revoke' | 'find'>;
  readonly joinTokens: Pick<JoinTokens, 'create' | 'list' | 'revoke'>;
  people(): Person[];
  /** Makes a person's password worthless, ends their sessions, and lets them choose a new one with the code. */
  resetPassword(email: string): Promise<ResetCode>;
  close(): void;
}

/**
 * Opens the credentials of a data folder, for whoever may read its files: the command line on the hub's machine. Works
 * beside a running hub, which sees every change within a second.
 */
export function openCredentials(options: {
  dataDir: string;
  clock?: Clock;
  logger?: HubLogger;
}): Credentials {
  const { dataDir, clock = systemClock, logger = silentLogger } = options;
  const hubKey = openHubKey(dataDir);
  const database = openAuthDatabase(dataDir);
  const audit = createAuditLog({ database, dataDir, clock, logger });
  const actor: Actor = { name: userInfo().username, kind: 'console', why: '', address: null };
  const audited = <T>(detail: string, change: () => T) => runAudited({ audit, actor, detail }, change);
  const apiKeys = createApiKeys(database, clock);
  const joinTokens = createJoinTokens(database, hubKey.hash, clock);
  const people = createPeople(database, clock.now);
  const passwords = createPasswords({
    ...{ database, people, clock },
    pushSubscriptions: createPushSubscriptions(database, clock),
  });
  return {
    apiKeys: {
      ...apiKeys,
      create: (request) => audited(apiKeyAdded(request), () => apiKeys.create(request)),
      revoke: (id) => audited(`API key revoked: ${named(apiKeys.list(), id)}`, () => apiKeys.revoke(id)),
    },
    joinTokens: {
      ...joinTokens,
      create: (request) => audited(joinTokenAdded(request), () => joinTokens.create(request)),
      revoke: (id) =>
        audited(`Join token revoked: ${named(joinTokens.list(), id)}`, () => joinTokens.revoke(id)),
    },
    people: people.list,
    resetPassword: async (email) => {
      const finish = audit.begin({
        ...{ actor, action: 'resetPassword', detail: email, hostId: null, sessionId: null },
      });
      try {
        const made = await passwords.reset(email);
        finish('done', resetText(made));
        return made;
      } catch (error) {
        finish('failed', error instanceof Error ? error.message : String(error));
        throw error;
      }
    },
    close: () => {
      audit.close();
      database.close();
    },
  };
}

function named(rows: readonly { id: string; name: string | null }[], id: string): string {
  const name = rows.find((row) => row.id === id)?.name;
  return name ? `"${name}" (${id})` : id;
}
