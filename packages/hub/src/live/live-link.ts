import { OrreryError, type Topic as TopicName } from '@orrery/protocol';
import type { WebSocket } from 'ws';
import type { Archive } from '../archive/archive.ts';
import { type Caller, hasEnded, principalId } from '../auth/principal.ts';
import type { Clock } from '../server/clock.ts';
import type { Counters } from '../server/counters.ts';
import type { HubLogger } from '../server/hub-logger.ts';
import type { PrincipalLimits } from '../server/principal-limits.ts';
import { createTally } from '../server/tally.ts';
import type { Bulletin } from './bulletin.ts';
import { watchCredentials } from './credential-watch.ts';
import { createFleetSource } from './fleet-source.ts';
import { acceptLive, type LiveConnection } from './live-connection.ts';
import type { LiveLimits } from './live-limits.ts';
import { createSessionSource } from './session-source.ts';
import { createTopic, type Topic } from './topic.ts';

/** Who opened a socket. */
export interface LiveVisitor {
  principal: Caller;
}

/** The hub's end of all `/live` sockets. */
export interface LiveLink {
  /** Throws when the hub, or this person or key, has too many sockets open already. */
  checkRoom(principal: Caller): void;
  accept(socket: WebSocket, visitor: LiveVisitor): void;
  /** Ends the sockets whose session or key is no longer valid. */
  recheck(): Promise<void>;
  close(): void;
}

interface LiveLinkOptions {
  archive: Archive;
  /** Told to every page. */
  bulletins: readonly Bulletin[];
  isStillValid: (visitor: LiveVisitor) => Promise<boolean>;
  clock: Clock;
  counters: Counters;
  logger: HubLogger;
  version: string;
  limits: LiveLimits;
  principalLimits: Pick<PrincipalLimits, 'sockets' | 'subscriptions'>;
  /** True when another process has changed people, sessions or keys since the last call. */
  hasChangedOutside: () => boolean;
}

interface OpenSocket {
  connection: LiveConnection;
  visitor: LiveVisitor;
}

/** Begins to listen to the archive. */
export async function createLiveLink(options: LiveLinkOptions): Promise<LiveLink> {
  const { archive, clock, counters, logger, version, limits, isStillValid, bulletins } = options;
  const topics = new Map<string, Topic>();
  const open = new Map<WebSocket, OpenSocket>();
  const sockets = createTally(options.principalLimits.sockets, 'live connections');
  const subscriptions = createTally(options.principalLimits.subscriptions, 'live subscriptions');
  let seenSeq = 0;
  const stopListening = archive.onChange((change) => {
    seenSeq = change.seq;
    for (const topic of topics.values()) topic.apply(change);
  });
  // No row is newer than the future: this asks for the number alone.
  seenSeq = Math.max(seenSeq, (await archive.fleet(Number.MAX_SAFE_INTEGER)).seq);

  const openTopic = (name: TopicName): Topic => {
    const key = topicKey(name);
    const existing = topics.get(key);
    if (existing) return existing;
    const source =
      name.kind === 'fleet'
        ? createFleetSource(archive, clock)
        : createSessionSource(archive, clock, name.sessionId);
    const { frameMs, reloadMs, maxHeldBytes } = limits;
    const topic = createTopic({ source, seenSeq, frameMs, reloadMs, maxHeldBytes, counters });
    topics.set(key, topic);
    return topic;
  };
  const closeIfEmpty = (topic: Topic) => {
    if (topic.size > 0) return;
    for (const [key, other] of topics) if (other === topic) topics.delete(key);
    topic.close();
  };
  const check = async (socket: WebSocket, { connection, visitor }: OpenSocket) => {
    if (socket.readyState !== socket.OPEN || (await isStillValid(visitor))) return;
    connection.end(new OrreryError('unauthenticated', 'The session or key has ended. Sign in again.'));
  };
  const recheck = async () => {
    for (const [socket, one] of [...open]) await check(socket, one);
  };
  const onRecheckError = (error: unknown) => logger.error('session check failed', { error: String(error) });
  // Small and rare: sent to slow readers too, whom the heartbeat cuts when they take nothing at all.
  const stopBulletins = bulletins.map((bulletin) =>
    bulletin.onChange(() => {
      const text = JSON.stringify(bulletin.message());
      for (const { connection } of open.values()) connection.post(text);
    }),
  );
  const hasRunOut = ({ visitor }: OpenSocket) => hasEnded(visitor.principal, clock.now());
  const isDue = () => options.hasChangedOutside() || [...open.values()].some(hasRunOut);
  const watch = watchCredentials({ limits, isDue, recheck, onError: onRecheckError });
  const beatTimer = setInterval(() => {
    for (const [socket, { connection }] of open) if (!connection.beat()) socket.terminate();
  }, limits.heartbeatMs);

  return {
    recheck,
    checkRoom: (principal) => {
      if (counters.liveSockets >= limits.maxSockets) throw tooManyPages();
      sockets.check(principalId(principal));
    },
    accept: (socket, visitor) => {
      const id = principalId(visitor.principal);
      const uncount = sockets.enter(id);
      counters.liveSockets += 1;
      const connection = acceptLive({
        ...{ socket, version, clock, counters, limits, openTopic, archiveId: archive.id },
        countSubscription: () => subscriptions.enter(id),
        leaveTopic: (topic, subscriber) => {
          topic.unsubscribe(subscriber);
          closeIfEmpty(topic);
        },
      });
      postAll(bulletins, connection);
      const opened = { connection, visitor };
      open.set(socket, opened);
      // What ended while the socket was being opened was not among those that were looked at then.
      check(socket, opened).catch(onRecheckError);
      socket.on('error', (error) => logger.debug('live socket failed', { error: error.message }));
      socket.on('close', () => {
        open.delete(socket);
        uncount();
        counters.liveSockets -= 1;
      });
    },
    close: () => {
      stopListening();
      for (const stop of stopBulletins) stop();
      watch.close();
      clearInterval(beatTimer);
      for (const socket of open.keys()) endSocket(socket);
      for (const topic of topics.values()) topic.close();
      topics.clear();
    },
  };
}

function postAll(bulletins: readonly Bulletin[], connection: LiveConnection): void {
  for (const bulletin of bulletins) {
    if (!bulletin.isEmpty()) connection.post(JSON.stringify(bulletin.message()));
  }
}

function tooManyPages(): OrreryError {
  return new OrreryError('unavailable', 'Too many pages are open on this hub.', { retryAfterMs: 10_000 });
}

function endSocket(socket: WebSocket): void {
  socket.close(1001, 'hub stops');
  setTimeout(() => socket.terminate(), 500).unref();
}

function topicKey(name: TopicName): string {
  return name.kind === 'fleet' ? 'fleet' : `session ${name.sessionId}`;
}
