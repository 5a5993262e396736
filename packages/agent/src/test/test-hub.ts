import { createPublicKey, sign, verify } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Ack,
  type AgentDown,
  type AgentUp,
  agentUpSchema,
  type BatchHeader,
  decodeBatchFrame,
  type ErrorKind,
  formatJoinToken,
  type Hello,
  type HostStatus,
  handshakeTranscript,
  type LiveSessions,
  type Proof,
} from '@orrery/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import { createKeyPair, type KeyPair } from '../identity/key-pair.ts';
import { createNonce, hashPublicKey } from '../link/handshake.ts';
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
  readonly headers: BatchHeader[] = [];
  documentCount = 0;
  /** Batches received and answered. */
  received = 0;
  answered = 0;
  hooks: HubHooks = {};
  windowBytes = 8 * 1024 * 1024;
  refuseWith: { kind: ErrorKind; retryAfterMs?: number } | null = null;
  #server: Server | null = null;
  #sockets = new Set<WebSocket>();
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
    for (const socket of this.#sockets) socket.terminate();
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
    for (const socket of this.#sockets) socket.send(JSON.stringify({ type: 'command', id, command }));
  }

  cut(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  #accept(socket: WebSocket): void {
    this.#sockets.add(socket);
    const nonce = createNonce();
    let hello: Hello | null = null;
    let store: HubStore | null = null;
    let queue: Promise<void> = Promise.resolve();
    const send = (message: AgentDown): void => socket.send(JSON.stringify(message));
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
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        queue = queue.then(() => this.#batch(socket, store, data));
        return;
      }
      const message = agentUpSchema.parse(JSON.parse(String(data)));
      if (message.type === 'hello') {
        hello = message;
        this.hellos.push(message);
        if (this.refuseWith) refuse(this.refuseWith.kind, this.refuseWith.retryAfterMs);
        else send(this.#challenge(message, nonce));
      } else if (message.type === 'proof') {
        if (!hello || !this.#isProven(hello, nonce, message)) return refuse('unauthenticated');
        if (!this.known.has(hello.publicKey) && message.joinSecret !== JOIN_SECRET)
          return refuse('joinRefused');
        this.known.add(hello.publicKey);
        store = this.#storeOf(hello);
        this.#welcome(send, hello, store);
      } else if (message.type === 'document') {
        this.documentCount += 1;
        store?.documents.set(`${message.root}\0${message.path}`, message);
      } else if (message.type === 'liveSessions') this.live.push(message);
      else if (message.type === 'hostStatus') this.statuses.push(message);
      else this.controls.push(message);
      this.emit('change');
    });
  }

  #challenge(hello: Hello, nonce: string): AgentDown {
    const text = handshakeTranscript('hub', this.#parts(hello, nonce));
    return {
      type: 'challenge',
      protocol: 1,
      hubPublicKey: this.keys.publicKey,
      nonce,
      signature: sign(null, Buffer.from(text), this.keys.privateKey).toString('base64url'),
      mustJoin: !this.known.has(hello.publicKey),
    };
  }

  #isProven(hello: Hello, nonce: string, proof: Proof): boolean {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: hello.publicKey }, format: 'jwk' });
    const text = Buffer.from(handshakeTranscript('agent', this.#parts(hello, nonce)));
    return verify(null, text, key, Buffer.from(proof.signature, 'base64url'));
  }

  #parts(hello: Hello, nonce: string): Parameters<typeof handshakeTranscript>[1] {
    return {
      agentNonce: hello.nonce,
      hubNonce: nonce,
      agentPublicKey: hello.publicKey,
      hubPublicKey: this.keys.publicKey,
    };
  }

  #storeOf(hello: Hello): HubStore {
    const id = `${hello.publicKey}/${hello.machine}`;
    const store = this.stores.get(id) ?? new HubStore();
    this.stores.set(id, store);
    return store;
  }

  #welcome(send: (message: AgentDown) => void, hello: Hello, store: HubStore): void {
    const hostId = `${hello.publicKey}/${hello.machine}`;
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
    if (answer && socket.readyState === socket.OPEN) socket.send(JSON.stringify(answer));
    this.emit('change');
  }
}
