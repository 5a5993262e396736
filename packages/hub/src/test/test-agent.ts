import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  createEphemeralKey,
  createSealedChannel,
  deriveLinkKeys,
  type EphemeralKey,
  type SealedChannel,
  signText,
} from '@orrery/link';
import {
  type AgentDown,
  type BatchHeader,
  type Challenge,
  encodeBatchFrame,
  type HandshakeParts,
  type Hello,
  handshakeTranscript,
  PROTOCOL_VERSION,
  type Proof,
  parseJoinToken,
} from '@orrery/protocol';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

/** An agent's key pair. */
export interface AgentKey {
  publicKey: string;
  privateKey: KeyObject;
}

/** A fresh identity. */
export function createAgentKey(): AgentKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { publicKey: publicKey.export({ format: 'jwk' }).x ?? '', privateKey };
}

/** A socket whose messages are awaited one after the other. */
export interface TestSocket {
  readonly socket: WebSocket;
  send(message: unknown): void;
  /** From now on what is sent and received is sealed. */
  seal(channel: SealedChannel): void;
  /** The same of a text that is no JSON, or that `JSON.stringify` would not write. */
  sendText(text: string): void;
  /** A sealed batch frame. */
  sendBatch(frame: Uint8Array): void;
  /** The next message. Rejects when the socket closes first. */
  next<T = AgentDown>(): Promise<T>;
  /** Skips frames of other types. */
  nextOf<T extends string>(type: T): Promise<{ type: T } & Record<string, unknown>>;
  readonly closed: Promise<{ code: number; reason: string }>;
}

/** Connects and collects. */
export async function openSocket(url: string, headers: Record<string, string> = {}): Promise<TestSocket> {
  // The library offers subprotocols by itself, and takes an answer to no others.
  const { 'sec-websocket-protocol': offered, ...rest } = headers;
  const protocols = offered?.split(', ') ?? [];
  const socket = new WebSocket(url.replace(/^http/, 'ws'), protocols, { headers: rest });
  onTestFinished(() => socket.terminate());
  const messages: unknown[] = [];
  const waiting: { resolve: (message: unknown) => void; reject: (error: Error) => void }[] = [];
  let end: { code: number; reason: string } | null = null;
  let channel: SealedChannel | null = null;
  socket.on('message', (data, isBinary) => {
    // What is sealed for somebody else cannot be read here either.
    if (isBinary && !channel) return;
    const text = channel && isBinary ? channel.open(data as Buffer).bytes : data;
    const message: unknown = JSON.parse(String(text));
    const waiter = waiting.shift();
    if (waiter) waiter.resolve(message);
    else messages.push(message);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      end = { code, reason: reason.toString() };
      for (const { reject } of waiting) reject(new Error(`closed: ${code} ${end.reason}`));
      resolve(end);
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response) => {
      reject(new Error(`refused: ${response.statusCode}`));
    });
  });
  socket.on('error', () => undefined);
  const next = <T>() =>
    new Promise<T>((resolve, reject) => {
      if (messages.length > 0) resolve(messages.shift() as T);
      else if (end) reject(new Error(`closed: ${end.code} ${end.reason}`));
      else waiting.push({ resolve: resolve as (message: unknown) => void, reject });
    });
  const nextOf = async <T extends string>(type: T) => {
    for (;;) {
      const message = await next<{ type: string } & Record<string, unknown>>();
      if (message.type === type) return message as { type: T } & Record<string, unknown>;
    }
  };
  const sendText = (text: string) => socket.send(channel ? channel.seal('text', Buffer.from(text)) : text);
  return {
    ...{ socket, closed, next, nextOf },
    seal: (sealed) => {
      channel = sealed;
    },
    send: (message) => sendText(JSON.stringify(message)),
    sendText,
    sendBatch: (frame) => socket.send(channel ? channel.seal('batch', frame) : frame),
  };
}

/** A hello and the half of the exchange behind it. */
export function createHello(part: Partial<Hello> = {}): { hello: Hello; ephemeral: EphemeralKey } {
  const ephemeral = createEphemeralKey();
  const hello: Hello = {
    type: 'hello',
    protocol: PROTOCOL_VERSION,
    ephemeralKey: ephemeral.publicKey,
    ...part,
  };
  return { hello, ephemeral };
}

/** A handshake that has its challenge; `seal` speaks as the agent that made it. */
export interface Challenged {
  socket: TestSocket;
  hello: Hello;
  challenge: Challenge;
  parts: HandshakeParts;
  channel: SealedChannel;
}

/** hello and challenge of a fresh connection, which is sealed from then on. */
export async function openHandshake(url: string, part: Partial<Hello> = {}): Promise<Challenged> {
  const socket = await openSocket(`${url}/agent`);
  const { hello, ephemeral } = createHello(part);
  socket.send(hello);
  const challenge = await socket.next<Challenge | AgentDown>();
  if (challenge.type !== 'challenge') throw new Error(`no challenge: ${JSON.stringify(challenge)}`);
  const parts = partsOf(hello, challenge);
  const keys = deriveLinkKeys(ephemeral, challenge.ephemeralKey, handshakeTranscript('hub', parts));
  const channel = createSealedChannel(keys, 'agent');
  socket.seal(channel);
  return { socket, hello, challenge, parts, channel };
}

function partsOf(hello: Hello, challenge: Challenge): HandshakeParts {
  return {
    agentProtocol: hello.protocol,
    hubProtocol: challenge.protocol,
    agentEphemeralKey: hello.ephemeralKey,
    hubEphemeralKey: challenge.ephemeralKey,
    hubPublicKey: challenge.hubPublicKey,
  };
}

/** The proof of a key for an exchange, with whatever the test wants different. */
export function proofOf(key: AgentKey, parts: HandshakeParts, part: Partial<Proof> = {}): Proof {
  return {
    type: 'proof',
    publicKey: key.publicKey,
    signature: signText(key.privateKey, handshakeTranscript('agent', parts, key.publicKey)),
    agentVersion: '0.0.0-test',
    name: 'box',
    machine: 'machine-1',
    runId: 'run-1',
    facts: {
      os: 'linux',
      osVersion: '6',
      arch: 'x64',
      cpus: 2,
      memoryBytes: 1,
      formFactor: 'server',
      person: null,
    },
    ...part,
  };
}

/** Goes through the whole handshake. The token is the join string as a person pastes it. */
export async function linkAgent(
  url: string,
  key: AgentKey,
  { token, ...part }: Partial<Proof> & { token?: string } = {},
): Promise<TestSocket & { hostId: string }> {
  const { socket, parts } = await openHandshake(url);
  const joinSecret = token === undefined ? {} : { joinSecret: parseJoinToken(token).secret };
  socket.send(proofOf(key, parts, { ...joinSecret, ...part }));
  const welcome = await socket.next<AgentDown>();
  if (welcome.type !== 'welcome') throw new Error(`no welcome: ${JSON.stringify(welcome)}`);
  return { ...socket, hostId: welcome.hostId };
}

/** One batch frame of uncompressed lines. */
export function batchOf(lines: string, part: Partial<BatchHeader> = {}): Uint8Array {
  const payload = Buffer.from(lines);
  const header: BatchHeader = {
    type: 'batch',
    root: '/root',
    path: 'projects/p/s.jsonl',
    generation: 0,
    start: 0,
    end: payload.length,
    sha256: createHash('sha256').update(payload).digest('hex'),
    encoding: 'none',
    identity: {
      dev: '1',
      ino: '1',
      birthtimeMs: 0,
      headLength: 0,
      headHash: '',
      tailLength: 0,
      tailHash: '',
    },
    lagLines: 0,
    ...part,
  };
  return encodeBatchFrame(header, payload);
}
