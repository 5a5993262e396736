import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { OrreryError, PAGE_SECRET_HEADER, SIGN_IN_AGAIN, TICKET_PROTOCOL_PREFIX } from '@orrery/protocol';
import { type AccessJournal, createAccessJournal } from '../audit/access-journal.ts';
import { type AuditLog, createAuditLog } from '../audit/audit-log.ts';
import { createPushSubscriptions, type PushSubscriptions } from '../notices/push-subscriptions.ts';
import { createToldNotices, type ToldNotices } from '../notices/told-notices.ts';
import { createWebhooks, type Webhooks } from '../notices/webhooks.ts';
import type { Clock } from '../server/clock.ts';
import type { HubLogger } from '../server/hub-logger.ts';
import { readOrCreatePrivateFile } from '../server/private-file.ts';
import type { Visit } from '../server/request-guard.ts';
import { type ApiKeys, createApiKeys } from './api-keys.ts';
import { openAuthDatabase } from './auth-database.ts';
import { type BrowserTokens, createBrowserTokens } from './browser-tokens.ts';
import { createJoinTokens, type JoinTokens } from './join-tokens.ts';
import { createLiveTickets, type LiveTickets } from './live-tickets.ts';
import { createPasswords, type Passwords } from './passwords.ts';
import { createPeople, type People } from './people.ts';
import type { Principal } from './principal.ts';
import { randomSecret } from './secret.ts';
import { createSessionCookies, type SessionCookies } from './session-cookies.ts';
import { createSetupCode, type SetupCode } from './setup-code.ts';
import { hasOwner, loadSignIn, type PageProof, type SignIn } from './sign-in.ts';

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
  readonly browserTokens: BrowserTokens;
  readonly liveTickets: LiveTickets;
  readonly cookies: SessionCookies;
  /**
   * Who sends these headers: a Bearer key decides alone, else the session cookie with the page's secret. Null: nobody we
   * know. Throws `unauthenticated` with words for whoever comes with the cookie alone.
   */
  authenticate(headers: IncomingHttpHeaders, scheme: Visit['scheme']): Promise<Principal | null>;
  /** The same for the upgrade of a page's socket, whose ticket stands for the page's secret. */
  authenticateSocket(headers: IncomingHttpHeaders, scheme: Visit['scheme']): Promise<Principal | null>;
  /** Whether what was valid at the upgrade of a socket is valid still. */
  isStillValid(principal: Principal): Promise<boolean>;
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
}

/** What no session has. */
const NO_PROOF: PageProof = { pageSecret: '' };

const BEARER = /^Bearer +(\S+)$/i;

/** Opens the sign-in database of a data folder. */
export function openAccess(options: AccessOptions): Access {
  const database = openAuthDatabase(options.dataDir);
  const keys = createApiKeys(database, options.clock);
  const secret = readOrCreatePrivateFile(join(options.dataDir, 'auth.secret'), randomSecret);
  const cookiePrefix = `orrery-${options.archiveId.replace(/[^A-Za-z0-9]/g, '').slice(0, 8)}`;
  const cookies = createSessionCookies(cookiePrefix, secret);
  const liveTickets = createLiveTickets(options.clock);
  const dataVersion = database.prepare('PRAGMA data_version');
  const outsideVersion = () => Number(dataVersion.get()?.data_version);
  let seenVersion = outsideVersion();
  let signInLoad: Promise<SignIn> | null = null;
  const signIn = () => {
    signInLoad ??= loadSignIn({ database, secret, cookiePrefix }).catch((error: unknown) => {
      signInLoad = null;
      throw error;
    });
    return signInLoad;
  };
  const byCookie = async (
    headers: IncomingHttpHeaders,
    scheme: Visit['scheme'],
    proof: PageProof,
  ): Promise<Principal | null> => {
    const own = cookies.read(headers.cookie, scheme);
    if (own.length === 0) return null;
    const found = await (await signIn()).session(own, proof);
    if (found === 'unproved') throw new OrreryError('unauthenticated', SIGN_IN_AGAIN);
    return found;
  };
  const authenticate: Access['authenticate'] = async (headers, scheme) => {
    if (headers.authorization !== undefined) return findKey(keys, headers.authorization);
    return byCookie(headers, scheme, { pageSecret: String(headers[PAGE_SECRET_HEADER] ?? '') });
  };
  const audit = createAuditLog({ ...options, database });
  const people = createPeople(database, options.clock.now);
  const isAccount = (email: string) => people.find(email) !== null;
  const journal = createAccessJournal({ audit, clock: options.clock, isAccount });
  const pushSubscriptions = createPushSubscriptions(database, options.clock);
  return {
    keys,
    cookies,
    liveTickets,
    browserTokens: createBrowserTokens({ secret, clock: options.clock, passwordOf: people.passwordOf }),
    joinTokens: createJoinTokens(database, options.hubKeyHash, options.clock),
    setupCode: createSetupCode(hasOwner(database)),
    pushSubscriptions,
    webhooks: createWebhooks(database, options.clock),
    toldNotices: createToldNotices(database, options.clock, options.logger),
    audit,
    journal,
    people,
    passwords: createPasswords({ database, people, pushSubscriptions, clock: options.clock }),
    signIn,
    authenticate,
    authenticateSocket: async (headers, scheme) => {
      if (headers.authorization !== undefined) return findKey(keys, headers.authorization);
      const ticket = ticketOf(headers);
      const sessionId = ticket === null ? null : liveTickets.redeem(ticket);
      return byCookie(headers, scheme, sessionId === null ? NO_PROOF : { sessionId });
    },
    isStillValid: async (principal) => {
      if (principal.kind === 'apiKey') return keys.isValid(principal.keyId);
      return (await signIn()).isLive(principal);
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

/** What a page offers beside the subprotocol; null without it. */
function ticketOf(headers: IncomingHttpHeaders): string | null {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
  const found = offered.find((each) => each.startsWith(TICKET_PROTOCOL_PREFIX));
  return found === undefined ? null : found.slice(TICKET_PROTOCOL_PREFIX.length);
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
