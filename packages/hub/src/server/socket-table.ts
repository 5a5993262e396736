import type { IncomingMessage } from 'node:http';
import { OrreryError, type Role, roleSchema } from '@orrery/protocol';
import type { WebSocket } from 'ws';
import type { Caller } from '../auth/principal.ts';

/** Who may open a socket: an agent, which proves its key on it, or whoever is signed in with at least this role. */
export type SocketAccess = 'agentKey' | Role;

/** A socket path as it was registered. */
export interface SocketFacts {
  path: string;
  access: SocketAccess;
}

/** Takes over a socket once it is open. */
type TakeSocket = (socket: WebSocket) => void;

/** One path that can be upgraded. `admit` runs before the upgrade and throws where the socket must not open. */
export type SocketPath = {
  path: string;
  maxFrameBytes: number;
  /** The one subprotocol that is ever chosen. Whatever else is offered, as a page's ticket is, is never in the answer. */
  protocol?: string;
} & (
  | { access: 'agentKey'; admit(request: IncomingMessage, address: string): TakeSocket }
  | { access: Role; admit(request: IncomingMessage, caller: Caller): TakeSocket }
);

/** The paths by their names. A path without a stated access, or stated twice, must not start. */
export function createSocketTable(paths: readonly SocketPath[]): ReadonlyMap<string, SocketPath> {
  const table = new Map<string, SocketPath>();
  for (const one of paths) {
    if (one.access !== 'agentKey' && !roleSchema.safeParse(one.access).success) {
      throw new OrreryError('internal', `The socket ${one.path} does not state who may open it.`);
    }
    if (table.has(one.path)) throw new OrreryError('internal', `The socket ${one.path} is there twice.`);
    table.set(one.path, one);
  }
  return table;
}
