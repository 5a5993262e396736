import { openHubKey } from '../agent-link/hub-key.ts';
import { type Clock, systemClock } from '../server/clock.ts';
import { type ApiKeys, createApiKeys } from './api-keys.ts';
import { openAuthDatabase } from './auth-database.ts';
import { createJoinTokens, type JoinTokens } from './join-tokens.ts';

/** API keys and join tokens of a data folder. */
export interface Credentials {
  readonly apiKeys: ApiKeys;
  readonly joinTokens: JoinTokens;
  close(): void;
}

/**
 * Opens the credentials of a data folder, for whoever may read its files: the command line on the hub's machine. Works
 * beside a running hub, which sees every change at once.
 */
export function openCredentials(options: { dataDir: string; clock?: Clock }): Credentials {
  const { dataDir, clock = systemClock } = options;
  const hubKey = openHubKey(dataDir);
  const database = openAuthDatabase(dataDir);
  return {
    apiKeys: createApiKeys(database, clock),
    joinTokens: createJoinTokens(database, hubKey.hash, clock),
    close: () => database.close(),
  };
}
