import { EventEmitter } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createEphemeralKey,
  createSealedChannel,
  deriveLinkKeys,
  hashPublicKey,
  isSignedBy,
  type SealedChannel,
  signText,
} from '@orrery/link';
import {
  type Ack,
  type AgentDown,
  type AgentUp,
  agentUpSchema,
  type BatchHeader,
  type Challenge,
  decodeBatchFrame,
  type ErrorKind,
  formatJoinToken,
  type HandshakeParts,
  type Hello,
  type HostStatus,
  handshakeTranscript,
  type LiveSessions,
  PROTOCOL_VERSION,
  type Proof,
} from '@orrery/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import { createKeyPair, type KeyPair } from '../identity/key-pair.ts';
import { HubStore } from './hub-store.ts';

const JOIN_SECRET = 'test-join-secret';

/** Hooks of one batch's way through the hub; a test may kill, delay or refuse at each. */
export interface HubHooks {
  beforeCommit?: (header: BatchHeader) => void | Promise<void>;
  afterCommit?: (header: BatchHeader) => void | Promise<void>;
  /** True: the batch is answered as refused and not stored. */
  refuse?: (header: BatchHeader) => boolean;
  /** Replaces what would be answered; null: no answer. */
  answer?: (ack: Ack, header: BatchHeader) => Ack | null;
}

interface Handshake {
  challenge: Challenge;
  parts: HandshakeParts;
  channel: SealedChannel;
}

type Control = Extract<AgentUp, { type: 'permissionRequests' | 'hookReports' | 'commandResult' }>;

/**
 * A hub in this process, over a real WebSocket, that keeps to the committed-offset rule. Hosts are told apart by
 * agent key and machine, so a copied disk gives two.
 */
export class TestHub extends EventEmitter {
  readonly keys: KeyPair = createKeyPair();
  readonly stores = new Map<string, HubStore>();
  readonly known = new Set<string>();
  readonly live: LiveSessions[] = [];
  readonly statuses: HostStatus[] = [];
  /** Requests, hook reports and answers to commands, in order. */
  readonly controls: Control[] = [];
  readonly hellos: Hello[] = [];
  readonly proofs: Proof[] = [];
  /** Text of every message received, as it came out of its seal or in the clear. */
  readonly texts: string[] = [];
  /** What is said in place of a challenge, in the clear. */
  answerHello: ((hello: Hello, honest: Challenge) => unknown[]) | null = null;
  readonly headers: BatchHeader[] = [];
  documentCount = 0;
  /** Batches received and answered. */
  received = 0;
  answered = 0;
  hooks: HubHooks = {};
  windowBytes = 8 * 1024 * 1024;
  refuseWith: { kind: ErrorKind; retryAfterMs?: number } | null = null;
  /** What is said in place of a welcome, sealed. */
  onProof: ((socket: WebSocket, channel: SealedChannel, challenge: Challenge) => void) | null = null;
  #server: Server | null = null;
  #sockets = new Map<WebSocket, SealedChannel | null>();
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  get joinToken(): string {
    return formatJoinToken({ hubKeyHash: hashPublicKey(this.keys.publicKey), secret: JOIN_SECRET });
  }

  /** The only host's store. */
  get store(): HubStore {
    const [store] = this.stores.values();
    if (!store) throw new Error('No host has connected.');
    return store;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  async start(): Promise<void> {
    const server = createServer();
    const sockets = new WebSocketServer({ server, path: '/agent', perMessageDeflate: false });
    sockets.on('connection', (socket) => this.#accept(socket));
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Like a crash: sockets are cut, what is committed stays. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets.keys()) socket.terminate();
    const server = this.#server;
    this.#server = null;
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  /** Behaves as if every `nth` batch had never arrived, so that the ones after it do not fit. */
  dropBatches(nth: number): { refused: number } {
    const count = { refused: 0 };
    const seen = new Set<string>();
    this.hooks.refuse = (header) => {
      const key = `${header.path}:${header.start}`;
      const isDropped = !seen.has(key) && header.start > 0 && seen.size % nth === nth - 1;
      seen.add(key);
      if (isDropped) count.refused += 1;
      return isDropped;
    };
    return count;
  }

  /** Asks every connected agent for something; the answer comes among `controls`. */
  sendCommand(id: string, command: unknown): void {
    for (const [socket, channel] of this.#sockets) say(socket, channel, { type: 'command', id, command });
  }

  /** The raw sockets, and their channels once there are any. */
  get sockets(): ReadonlyMap<WebSocket, SealedChannel | null> {
    return this.#sockets;
  }

  cut(): void {
    for (const socket of this.#sockets.keys()) socket.terminate();
  }

  #accept(socket: WebSocket): void {
    this.#sockets.set(socket, null);
    let handshake: Handshake | null = null;
    let store: HubStore | null = null;
    let queue: Promise<void> = Promise.resolve();
    const send = (message: AgentDown): void => say(socket, handshake?.channel ?? null, message);
    const refuse = (kind: ErrorKind, retryAfterMs?: number): void => {
      send({
        type: 'error',
        kind,
        message: `test: ${kind}`,
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      });
      socket.close();
    };
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.emit('change');
    });
    socket.on('message', (data: Buffer) => {
      const opened = handshake ? handshake.channel.open(data) : { kind: 'text', bytes: data };
      if (opened.kind === 'batch') {
        queue = queue.then(() => this.#batch(socket, store, opened.bytes));
        return;
      }
      const text = opened.bytes.toString();
      this.texts.push(text);
      const message = agentUpSchema.parse(JSON.parse(text));
      if (message.type === 'hello') {
        this.hellos.push(message);
        const made = this.#challenge(message);
        const { challenge } = made;
        if (this.answerHello) {
          for (const answer of this.answerHello(message, challenge)) say(socket, null, answer);
          return;
        }
        send(challenge);
        handshake = made;
        this.#sockets.set(socket, made.channel);
      } else if (message.type === 'proof') {
        this.proofs.push(message);
        if (this.onProof && handshake) {
          this.onProof(socket, handshake.channel, handshake.challenge);
          return;
        }
        if (this.refuseWith) return refuse(this.refuseWith.kind, this.refuseWith.retryAfterMs);
        if (!handshake || !isProven(message, handshake.parts)) return refuse('unauthenticated');
        if (!this.known.has(message.publicKey) && message.joinSecret !== JOIN_SECRET)
          return refuse('joinRefused');
        this.known.add(message.publicKey);
        store = this.#storeOf(message);
        this.#welcome(send, message, store);
      } else if (message.type === 'document') {
        this.documentCount += 1;
        store?.documents.set(`${message.root}\0${message.path}`, message);
      } else if (message.type === 'liveSessions') this.live.push(message);
      else if (message.type === 'hostStatus') this.statuses.push(message);
      else if (message.type === 'alive') send(message);
      else this.controls.push(message);
      this.emit('change');
    });
  }

  #challenge(hello: Hello): Handshake {
    const ephemeral = createEphemeralKey();
    const parts: HandshakeParts = {
      agentProtocol: hello.protocol,
      hubProtocol: PROTOCOL_VERSION,
      agentEphemeralKey: hello.ephemeralKey,
      hubEphemeralKey: ephemeral.publicKey,
      hubPublicKey: this.keys.publicKey,
    };
    const text = handshakeTranscript('hub', parts);
    const challenge: Challenge = {
      type: 'challenge',
      protocol: PROTOCOL_VERSION,
      hubPublicKey: this.keys.publicKey,
      ephemeralKey: ephemeral.publicKey,
      signature: signText(this.keys.privateKey, text),
    };
    const channel = createSealedChannel(deriveLinkKeys(ephemeral, hello.ephemeralKey, text), 'hub');
    return { challenge, parts, channel };
  }

  #storeOf({ publicKey, machine }: Proof): HubStore {
    const id = `${publicKey}/${machine}`;
    const store = this.stores.get(id) ?? new HubStore();
    this.stores.set(id, store);
    return store;
  }

  #welcome(send: (message: AgentDown) => void, { publicKey, machine }: Proof, store: HubStore): void {
    const hostId = `${publicKey}/${machine}`;
    send({ type: 'welcome', hostId, hubVersion: 'test', now: Date.now(), windowBytes: this.windowBytes });
    const documents = [...store.documents.values()].map(({ root, path, sha256 }) => ({ root, path, sha256 }));
    const files = store.manifest();
    const half = Math.ceil(files.length / 2);
    send({ type: 'manifest', files: files.slice(0, half), documents, isLast: false });
    send({ type: 'manifest', files: files.slice(half), documents: [], isLast: true });
  }

  async #batch(socket: WebSocket, store: HubStore | null, data: Buffer): Promise<void> {
    if (!store) return;
    const { header, payload } = decodeBatchFrame(data);
    this.headers.push(header);
    this.received += 1;
    await this.hooks.beforeCommit?.(header);
    const ack = this.hooks.refuse?.(header) ? store.refuse(header) : store.commit(header, payload);
    this.emit('change');
    await this.hooks.afterCommit?.(header);
    this.answered += 1;
    const answer = this.hooks.answer ? this.hooks.answer(ack, header) : ack;
    const channel = this.#sockets.get(socket);
    if (answer && channel && socket.readyState === socket.OPEN) say(socket, channel, answer);
    this.emit('change');
  }
}

/** Sealed where there is a channel. */
export function say(socket: WebSocket, channel: SealedChannel | null, message: unknown): void {
  const text = JSON.stringify(message);
  socket.send(channel ? channel.seal('text', Buffer.from(text)) : text);
}

function isProven(proof: Proof, parts: HandshakeParts): boolean {
  return isSignedBy(proof.publicKey, handshakeTranscript('agent', parts, proof.publicKey), proof.signature);
}
