import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { OrreryError } from '@orrery/protocol';
import { type AccessJournal, createAccessJournal } from '../audit/access-journal.ts';
import { type AuditLog, createAuditLog } from '../audit/audit-log.ts';
import { createPushSubscriptions, type PushSubscriptions } from '../notices/push-subscriptions.ts';
import { createToldNotices, type ToldNotices } from '../notices/told-notices.ts';
import { createWebhooks, type Webhooks } from '../notices/webhooks.ts';
import type { Clock } from '../server/clock.ts';
import type { HubLogger } from '../server/hub-logger.ts';
import { readOrCreatePrivateFile } from '../server/private-file.ts';
import { type ApiKeys, createApiKeys } from './api-keys.ts';
import { openAuthDatabase } from './auth-database.ts';
import { createJoinTokens, type JoinTokens } from './join-tokens.ts';
import { createPasswords, type Passwords } from './passwords.ts';
import { createPeople, type People } from './people.ts';
import type { Principal } from './principal.ts';
import { randomSecret } from './secret.ts';
import { createSetupCode, type SetupCode } from './setup-code.ts';
import { hasOwner, loadSignIn, type SignIn } from './sign-in.ts';

/** What the sign-in database holds: people, keys, join tokens, the setup code, whom to tell of what, and what was told. */
export interface Access {
  readonly keys: ApiKeys;
  readonly joinTokens: JoinTokens;
  readonly setupCode: SetupCode;
  readonly pushSubscriptions: PushSubscriptions;
  readonly webhooks: Webhooks;
  readonly toldNotices: ToldNotices;
  readonly audit: AuditLog;
  readonly journal: AccessJournal;
  readonly people: People;
  readonly passwords: Passwords;
  signIn(): Promise<SignIn>;
  /** Who sends these headers: a Bearer key decides alone, else the session cookie. Null: nobody we know. */
  authenticate(headers: IncomingHttpHeaders): Promise<Principal | null>;
  /** Whether what was valid at the upgrade of a socket is valid still. */
  isStillValid(principal: Principal, headers: IncomingHttpHeaders): Promise<boolean>;
  /** True when another process (the command line) has changed people, sessions or keys since the last call. */
  hasChangedOutside(): boolean;
  close(): void;
}

interface AccessOptions {
  dataDir: string;
  hubKeyHash: string;
  archiveId: string;
  clock: Clock;
  logger: HubLogger;
  /** Known once the port is bound. */
  address: () => { baseUrl: string; origins: readonly string[]; isSecure: boolean };
}

const BEARER = /^Bearer +(\S+)$/i;

/** Opens the sign-in database of a data folder. */
export function openAccess(options: AccessOptions): Access {
  const database = openAuthDatabase(options.dataDir);
  const keys = createApiKeys(database, options.clock);
  const dataVersion = database.prepare('PRAGMA data_version');
  const outsideVersion = () => Number(dataVersion.get()?.data_version);
  let seenVersion = outsideVersion();
  let signInLoad: Promise<SignIn> | null = null;
  const signIn = () => {
    signInLoad ??= load(database, options).catch((error: unknown) => {
      signInLoad = null;
      throw error;
    });
    return signInLoad;
  };
  const audit = createAuditLog({ ...options, database });
  const journal = createAccessJournal(audit, options.clock);
  const people = createPeople(database, options.clock.now);
  return {
    keys,
    joinTokens: createJoinTokens(database, options.hubKeyHash, options.clock),
    setupCode: createSetupCode(hasOwner(database)),
    pushSubscriptions: createPushSubscriptions(database, options.clock),
    webhooks: createWebhooks(database, options.clock),
    toldNotices: createToldNotices(database, options.clock, options.logger),
    audit,
    journal,
    people,
    passwords: createPasswords(database, people, options.clock),
    signIn,
    authenticate: async (headers) => {
      if (headers.authorization !== undefined) return findKey(keys, headers.authorization);
      if (headers.cookie === undefined) return null;
      return (await signIn()).session(headers.cookie);
    },
    isStillValid: async (principal, headers) => {
      if (principal.kind === 'apiKey') return keys.isValid(principal.keyId);
      const now = await (await signIn()).session(headers.cookie, true);
      return now?.kind === 'session' && now.sessionId === principal.sessionId && now.role === principal.role;
    },
    hasChangedOutside: () => {
      const before = seenVersion;
      seenVersion = outsideVersion();
      return seenVersion !== before;
    },
    close: () => {
      journal.close();
      audit.close();
      database.close();
    },
  };
}

function load(database: DatabaseSync, options: AccessOptions): Promise<SignIn> {
  const secret = readOrCreatePrivateFile(join(options.dataDir, 'auth.secret'), randomSecret);
  const { baseUrl, origins, isSecure } = options.address();
  const cookiePrefix = `orrery-${options.archiveId.replace(/[^A-Za-z0-9]/g, '').slice(0, 8)}`;
  return loadSignIn({ database, secret, baseUrl, origins, isSecure, cookiePrefix });
}

function findKey(keys: ApiKeys, authorization: string): Principal | null {
  const key = BEARER.exec(authorization)?.[1];
  const found = key === undefined ? null : keys.find(key);
  if (found === null) return null;
  const { id: keyId, name, role, expiresAt } = found;
  return { kind: 'apiKey', keyId, name, role, expiresAt };
}

/** The error for a request without a valid session or key. */
export function unauthenticated(): OrreryError {
  return new OrreryError('unauthenticated', 'Sign in, or send a valid API key (Authorization: Bearer KEY).');
}
