import { type ErrorKind, toErrorBody } from '@orrery/protocol';
import type { Clock } from '../server/clock.ts';
import type { HubLogger } from '../server/hub-logger.ts';

/** Whose link it is: the name counts only once its key is proven. */
export interface LinkPeer {
  name: string | null;
  address: string;
}

/** What the console of the hub says of agents whose links end. They are told why themselves, with what to do there. */
export interface LinkLog {
  /** The hub ended it. */
  ended(peer: LinkPeer, error: unknown): void;
  /** The socket failed. */
  failed(peer: LinkPeer, error: Error): void;
}

/** Agents try again and again by themselves: one line of a kind says it, and counts what it stands for. */
const QUIET_MS = 600_000;

/** Why a machine stays outside, or was put there. Kinds without a row are told in the words of the error. */
const WORDS: Readonly<Partial<Record<ErrorKind, string>>> = {
  joinRefused: 'was not let in: it has not joined this hub, or its token was not good',
  unsupportedVersion: 'was not let in: it speaks a version that this hub does not',
  forbidden: 'was not let in: it is revoked or refused, or waits for an administrator',
  duplicateIdentity:
    'was not let in: the key that it shows is in use, or another machine\'s; see "orrery hosts waiting"',
  unauthenticated: 'was not let in: it did not prove its key',
  rateLimited: 'was not let in: it tried too often',
};

/** The log of one agent link. */
export function createLinkLog(logger: HubLogger, clock: Clock): LinkLog {
  const told = new Map<string, { at: number; more: number }>();
  const say = (kind: string, line: string) => {
    const last = told.get(kind);
    const now = clock.now();
    if (last !== undefined && now - last.at < QUIET_MS) {
      last.more += 1;
      return;
    }
    told.set(kind, { at: now, more: 0 });
    const more = last?.more ?? 0;
    logger.warn(more === 0 ? line : `${line}; ${more} more like this since the last line`);
  };
  return {
    ended: (peer, error) => {
      const { kind } = toErrorBody(error);
      const who = nameOf(peer);
      const said = error instanceof Error ? error.message : String(error);
      // Our own faults differ from each other, and each has to be found.
      if (kind === 'internal') logger.warn(`the link of ${who} ended by a fault of this hub: ${said}`);
      else say(kind, WORDS[kind] ? `${who} ${WORDS[kind]}` : `the link of ${who} ended: ${said}`);
    },
    failed: (peer, { message }) => say('socket', `the connection of ${nameOf(peer)} failed: ${message}`),
  };
}

function nameOf({ name, address }: LinkPeer): string {
  return name === null ? `somebody at ${address}` : `${name} (${address})`;
}
