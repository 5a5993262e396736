import type { AgentDown } from './agent-down.ts';
import type { AgentUp } from './agent-up.ts';

/**
 * Where a connection between agent and hub stands, on either side. `opening`: nothing is known of the other side.
 * `challenged`: the hub has sent its proof and waits for the agent's. `proved`: the other side has proved its key; the hub
 * admits the agent. `linked`: everything else.
 */
export type LinkState = 'opening' | 'challenged' | 'proved' | 'linked';

/** What a hub may receive: text messages by their type, and batches. */
export type UpKind = AgentUp['type'] | 'batch';

/** What an agent may receive. */
export type DownKind = AgentDown['type'];

/**
 * The one state in which a hub takes each message. A message without a row here does not compile; one that comes in
 * another state ends the link.
 */
const UP_STATE: Readonly<Record<UpKind, LinkState>> = {
  hello: 'opening',
  proof: 'challenged',
  document: 'linked',
  liveSessions: 'linked',
  hostStatus: 'linked',
  permissionRequests: 'linked',
  hookReports: 'linked',
  commandResult: 'linked',
  alive: 'linked',
  batch: 'linked',
};

/** The states in which an agent takes each message. `error` ends the link whenever it comes; how far it is believed depends on the state. */
const DOWN_STATES: Readonly<Record<DownKind, readonly LinkState[]>> = {
  challenge: ['opening'],
  welcome: ['proved'],
  manifest: ['linked'],
  ack: ['linked'],
  command: ['linked'],
  alive: ['linked'],
  error: ['opening', 'proved', 'linked'],
};

/** True when a hub in `state` may take a message of this kind. */
export function isUpAllowed(kind: UpKind, state: LinkState): boolean {
  return UP_STATE[kind] === state;
}

/** True when an agent in `state` may take a message of this kind. */
export function isDownAllowed(kind: DownKind, state: LinkState): boolean {
  return DOWN_STATES[kind].includes(state);
}
