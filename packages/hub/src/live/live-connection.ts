import { createBoundedSender } from '@orrery/link';
import {
  type LiveDown,
  type LiveUp,
  liveUpSchema,
  OrreryError,
  PROTOCOL_VERSION,
  parseWireJson,
  toErrorBody,
} from '@orrery/protocol';
import type { WebSocket } from 'ws';
import type { Clock } from '../server/clock.ts';
import type { Counters } from '../server/counters.ts';
import { addressFrame } from './frame.ts';
import type { LiveLimits } from './live-limits.ts';
import type { Subscriber } from './subscriber.ts';
import { createTokenBucket } from './token-bucket.ts';
import type { Topic } from './topic.ts';

/** One page's socket. */
export interface LiveConnection {
  /** Says why, then closes. */
  end(error: unknown): void;
  /** Sends a message that is already serialised. */
  post(text: string): void;
  /** One round of the heartbeat: false when nothing was heard since the round before last. */
  beat(): boolean;
}

interface LiveConnectionOptions {
  socket: WebSocket;
  archiveId: string;
  version: string;
  clock: Clock;
  counters: Counters;
  limits: LiveLimits;
  openTopic(topic: Extract<LiveUp, { type: 'subscribe' }>['topic']): Topic;
  leaveTopic(topic: Topic, subscriber: Subscriber): void;
  /** Counts a subscription for whoever has the socket; throws when they have too many. Returns what takes it back. */
  countSubscription(): () => void;
}

interface Subscription {
  topic: Topic;
  subscriber: Subscriber;
  isCut: boolean;
  uncount: () => void;
}

/** Speaks the live protocol on an authenticated socket until it closes. */
export function acceptLive(options: LiveConnectionOptions): LiveConnection {
  const { socket, archiveId, version, clock, counters, limits, openTopic, leaveTopic } = options;
  const subscriptions = new Map<number, Subscription>();
  const rate = { perSecond: limits.messagesPerSecond, burst: limits.messageBurst };
  const mayGo = createTokenBucket(rate, () => performance.now());
  let silentBeats = 0;
  const onSent = () => {
    if (socket.bufferedAmount > limits.lowWaterBytes) return;
    for (const subscription of subscriptions.values()) {
      if (!subscription.isCut) continue;
      subscription.isCut = false;
      subscription.topic.catchUp(subscription.subscriber);
    }
  };
  // A page that asks and does not read must not make the hub keep its answers.
  const sendBounded = createBoundedSender(socket, limits.unsent, () => socket.terminate());
  const post = (text: string) => {
    // Whatever is sent last may be what drains the socket.
    if (socket.readyState === socket.OPEN) sendBounded(text, onSent);
  };
  const send = (message: LiveDown) => post(JSON.stringify(message));
  const end = (error: unknown) => {
    const body = toErrorBody(error);
    send({ type: 'error', ...body });
    socket.close(1008, body.kind);
  };
  const drop = (id: number) => {
    const subscription = subscriptions.get(id);
    if (!subscription) return;
    subscriptions.delete(id);
    subscription.uncount();
    counters.liveSubscriptions -= 1;
    leaveTopic(subscription.topic, subscription.subscriber);
  };
  const subscribe = ({ id, topic, since }: Extract<LiveUp, { type: 'subscribe' }>) => {
    drop(id);
    if (subscriptions.size >= limits.maxSubscriptions) {
      throw new OrreryError('tooLarge', `A connection has at most ${limits.maxSubscriptions} subscriptions.`);
    }
    const subscription: Subscription = {
      uncount: options.countSubscription(),
      topic: openTopic(topic),
      isCut: false,
      subscriber: {
        isBehind: () => socket.bufferedAmount > limits.highWaterBytes,
        onCut: () => {
          subscription.isCut = true;
          counters.liveCutToSnapshot += 1;
        },
        send: (frame) => {
          if (socket.readyState !== socket.OPEN) return;
          counters.liveFrames += 1;
          socket.send(addressFrame(frame, id), { binary: false }, onSent);
        },
        fail: (error) => {
          drop(id);
          send({ type: 'error', id, ...toErrorBody(error) });
        },
      },
    };
    subscriptions.set(id, subscription);
    counters.liveSubscriptions += 1;
    subscription.topic.subscribe(subscription.subscriber, since);
  };
  const receive = (message: LiveUp) => {
    switch (message.type) {
      case 'subscribe':
        return subscribe(message);
      case 'unsubscribe':
        return drop(message.id);
      case 'ping':
        return send({ type: 'pong', at: message.at, now: clock.now() });
    }
  };
  socket.on('message', (data, isBinary) => {
    silentBeats = 0;
    if (socket.readyState !== socket.OPEN) return;
    try {
      if (!mayGo()) throw new OrreryError('rateLimited', 'Too many messages.', { retryAfterMs: 1000 });
      receive(parseLiveText(data, isBinary));
    } catch (error) {
      end(error);
    }
  });
  socket.on('pong', () => {
    silentBeats = 0;
  });
  socket.on('close', () => {
    for (const id of [...subscriptions.keys()]) drop(id);
  });
  send({ type: 'welcome', protocol: PROTOCOL_VERSION, hubVersion: version, archiveId, now: clock.now() });
  return {
    end,
    post,
    beat: () => {
      silentBeats += 1;
      if (silentBeats > 2) return false;
      socket.ping();
      return true;
    },
  };
}

function parseLiveText(data: unknown, isBinary: boolean): LiveUp {
  if (isBinary) throw new OrreryError('invalid', 'This socket speaks text.');
  const parsed = liveUpSchema.safeParse(parseWireJson(String(data)));
  if (parsed.success) return parsed.data;
  throw new OrreryError('invalid', 'A message does not fit its schema.', { cause: parsed.error });
}
