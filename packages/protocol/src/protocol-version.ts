/**
 * Version of everything in this package. Agents and hubs of different ages meet: raise it when a message changes in a
 * way that the other side must know of. `protocol-version.test.ts` hashes the schemas, so a change cannot slip by.
 *
 * History
 * - 1: first version.
 * - 2: the hub sends commands (answer a permission request, close a session, change hooks); agents tell requests, hooks and
 *   how busy their machine is. Agents of version 1 are served and cannot act.
 */
export const PROTOCOL_VERSION = 3;

/** Oldest version that a hub still serves. */
export const OLDEST_PROTOCOL_VERSION = 1;
