export type * from './archive/archive.ts';
export { createMemoryArchive, type MemoryArchiveOptions } from './archive/memory-archive.ts';
export { createSqliteArchive, type SqliteArchiveOptions } from './archive/sqlite-archive.ts';
export type { ApiKeys, ApiKeyView } from './auth/api-keys.ts';
export { type Credentials, openCredentials } from './auth/credentials.ts';
export type { JoinTokenRequest, JoinTokens, JoinTokenView } from './auth/join-tokens.ts';
export { parseProxies } from './server/client-of.ts';
export { createHub, type Hub, type HubOptions } from './server/create-hub.ts';
export type { HubLogger } from './server/hub-logger.ts';
