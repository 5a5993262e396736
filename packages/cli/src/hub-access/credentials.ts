import { existsSync } from 'node:fs';
import type { ApiKeyView, JoinTokenView } from '@orrery/hub';
import {
  apiKeyCreatedSchema,
  apiKeySchema,
  joinTokenCreatedSchema,
  joinTokenSchema,
  type Role,
} from '@orrery/protocol';
import * as z from 'zod';
import type { Terminal } from '../terminal/terminal.ts';
import { dataFolder, noDataFolder } from './data-folder.ts';
import { findHub, type HubClient } from './hub-client.ts';

/** Keys and tokens, through the running hub where there is one, else straight in the data folder. */
export interface CredentialAccess {
  /** Address of the running hub; null when none runs. */
  readonly hubUrl: string | null;
  /** Where people and machines reach it, if somebody has said so. */
  readonly publicUrl: string | null;
  createJoinToken(request: {
    uses: number;
    expiresMs: number;
    name?: string;
  }): Promise<JoinTokenView & { token: string }>;
  joinTokens(): Promise<JoinTokenView[]>;
  revokeJoinToken(id: string): Promise<void>;
  createApiKey(request: {
    role: Role;
    name: string;
    expiresMs: number | null;
  }): Promise<ApiKeyView & { key: string }>;
  apiKeys(): Promise<ApiKeyView[]>;
  revokeApiKey(id: string): Promise<void>;
}

/** Runs `work` with access to keys and tokens. */
export async function withCredentials<T>(
  terminal: Terminal,
  work: (access: CredentialAccess) => Promise<T>,
): Promise<T> {
  const hub = findHub(terminal);
  if (hub !== null) return await work(overHttp(hub));
  const dataDir = dataFolder(terminal);
  if (!existsSync(dataDir)) throw noDataFolder(dataDir);
  // Loaded only here: the hub is most of the program, and a running one makes it unnecessary.
  const { openCredentials } = await import('@orrery/hub');
  const { apiKeys, joinTokens, close } = openCredentials({ dataDir });
  try {
    return await work({
      ...{ hubUrl: null, publicUrl: null },
      createJoinToken: async (request) => joinTokens.create(request),
      joinTokens: async () => joinTokens.list(),
      revokeJoinToken: async (id) => joinTokens.revoke(id),
      createApiKey: async (request) => apiKeys.create(request),
      apiKeys: async () => apiKeys.list(),
      revokeApiKey: async (id) => apiKeys.revoke(id),
    });
  } finally {
    close();
  }
}

function overHttp(hub: HubClient): CredentialAccess {
  return {
    ...{ hubUrl: hub.url, publicUrl: hub.publicUrl },
    createJoinToken: (request) => hub.post('/api/join-tokens', joinTokenCreatedSchema, request),
    joinTokens: () => hub.get('/api/join-tokens', z.array(joinTokenSchema)),
    revokeJoinToken: (id) => hub.remove(`/api/join-tokens/${encodeURIComponent(id)}`),
    createApiKey: (request) => hub.post('/api/api-keys', apiKeyCreatedSchema, request),
    apiKeys: () => hub.get('/api/api-keys', z.array(apiKeySchema)),
    revokeApiKey: (id) => hub.remove(`/api/api-keys/${encodeURIComponent(id)}`),
  };
}
