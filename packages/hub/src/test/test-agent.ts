import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  type AgentDown,
  type BatchHeader,
  type Challenge,
  encodeBatchFrame,
  type Hello,
  handshakeTranscript,
  PROTOCOL_VERSION,
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
  /** The next text frame. Rejects when the socket closes first. */
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
  socket.on('message', (data) => {
    const message: unknown = JSON.parse(String(data));
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
  return { socket, closed, next, nextOf, send: (message) => socket.send(JSON.stringify(message)) };
}

/** `hello` of a key, with whatever the test wants different. */
export function helloOf(key: AgentKey, part: Partial<Hello> = {}): Hello {
  return {
    type: 'hello',
    protocol: PROTOCOL_VERSION,
    agentVersion: '0.0.0-test',
    publicKey: key.publicKey,
    nonce: randomBytes(32).toString('base64url'),
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

/** The agent's signature for a challenge. */
export function proofOf(
  key: AgentKey,
  hello: Hello,
  challenge: Pick<Challenge, 'nonce' | 'hubPublicKey'>,
): string {
  const text = handshakeTranscript('agent', {
    agentNonce: hello.nonce,
    hubNonce: challenge.nonce,
    agentPublicKey: key.publicKey,
    hubPublicKey: challenge.hubPublicKey,
  });
  return sign(null, Buffer.from(text), key.privateKey).toString('base64url');
}

/** Goes through the whole handshake. The token is the join string as a person pastes it. */
export async function linkAgent(
  url: string,
  key: AgentKey,
  { token, ...part }: Partial<Hello> & { token?: string } = {},
): Promise<TestSocket & { hostId: string }> {
  const socket = await openSocket(`${url}/agent`);
  const hello = helloOf(key, part);
  socket.send(hello);
  const challenge = await socket.next<Challenge>();
  if (challenge.type !== 'challenge') throw new Error(`no challenge: ${JSON.stringify(challenge)}`);
  const joinSecret = token === undefined ? {} : { joinSecret: parseJoinToken(token).secret };
  socket.send({ type: 'proof', signature: proofOf(key, hello, challenge), ...joinSecret });
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
