/**
 * Version of everything in this package. Agents and hubs of different ages meet: raise it when a message changes in a
 * way that the other side must know of. `protocol-version.test.ts` hashes the schemas, so a change cannot slip by.
 *
 * History
 * - 1: first version.
 */
export const PROTOCOL_VERSION = 1;

/** Oldest version that a hub still serves. */
export const OLDEST_PROTOCOL_VERSION = 1;
