import { isUpAllowed, OrreryError, toErrorBody } from '@orrery/protocol';
import type { WebSocket } from 'ws';
import { type AgentChannel, createAgentChannel } from './agent-channel.ts';
import type { AgentLinkShared } from './agent-link-shared.ts';
import type { AgentSession } from './agent-session.ts';
import { cutSocket } from './cut-socket.ts';
import { answerHello, checkProof, checkVersion, type OpenHandshake } from './handshake.ts';
import { joinAgent } from './join-agent.ts';
import type { LinkPeer } from './link-log.ts';
import { answerOutdatedHello, noteOutdated, type OutdatedHandshake } from './outdated-agent.ts';
import { type Incoming, readFrame } from './read-frame.ts';

/** Where a connection stands. Which message belongs where is in `link-state.ts` of the protocol; what does not, ends it. */
type Phase =
  | { at: 'opening' }
  /** Too old to be let in; its proof is awaited so that its machine can say so. */
  | { at: 'outdated'; handshake: OutdatedHandshake }
  /** It has proved itself, which is noted once; then it is told to update. */
  | { at: 'noted' }
  | { at: 'challenged'; handshake: OpenHandshake }
  /** The agent owns its key; whether it may come in is being looked up, and it has nothing to say meanwhile. */
  | { at: 'proved'; handshake: OpenHandshake }
  | { at: 'linked'; handshake: OpenHandshake; session: AgentSession }
  | { at: 'closed' };

/** Before an agent is in, a few hundred bytes are all there is to say. */
const MAX_HANDSHAKE_BYTES = 64 * 1024;

/** The connection below the socket. */
export interface Wire {
  readonly address: string;
  /** Bytes received so far, frames that are not complete included. */
  bytesRead(): number;
  /** Calls back on every piece of data; returns the way to stop it. */
  onData(listener: () => void): () => void;
}

/** Runs one agent socket from hello to its end; resolves when everything it sent is settled. */
export function acceptAgent(socket: WebSocket, wire: Wire, shared: AgentLinkShared): Promise<void> {
  // Gives each frame a buffer of its own, which can then be handed on without a copy.
  socket.binaryType = 'arraybuffer';
  return new Promise((resolve) => {
    const connection = new AgentConnection(socket, wire, shared);
    socket.on('message', (data, isBinary) => connection.receive(data as Uint8Array | ArrayBuffer, isBinary));
    // `close` follows every `error`; the reason is worth a line, the handling is one.
    socket.on('error', (error) => shared.log.failed(connection.peer, error));
    socket.on('close', () => resolve(connection.end()));
  });
}

class AgentConnection {
  readonly #socket: WebSocket;
  readonly #wire: Wire;
  readonly #shared: AgentLinkShared;
  readonly #deadline: NodeJS.Timeout;
  readonly #stopCounting: () => void;
  #phase: Phase = { at: 'opening' };
  #channel: AgentChannel | null = null;
  /** Proven: what goes wrong from now on is this key's doing, wherever it comes from. */
  #publicKey: string | null = null;
  #name: string | null = null;
  #hasFailed = false;

  constructor(socket: WebSocket, wire: Wire, shared: AgentLinkShared) {
    this.#socket = socket;
    this.#wire = wire;
    this.#shared = shared;
    this.#stopCounting = this.#countBytes();
    shared.halfOpen.add(socket);
    this.#deadline = setTimeout(() => this.#fail(this.#tooLate()), shared.limits.handshakeMs);
  }

  /** As far as it is known who talks. */
  get peer(): LinkPeer {
    return { name: this.#name, address: this.#wire.address };
  }

  receive(data: Uint8Array | ArrayBuffer, isBinary: boolean): void {
    const phase = this.#phase;
    if (phase.at === 'closed' || phase.at === 'noted' || this.#hasFailed || !this.#isOpen()) return;
    try {
      if (!isBinary && this.#isOutdated(Buffer.from(data as Uint8Array).toString())) return;
      if (phase.at === 'outdated') throw new OrreryError('invalid', 'The proof comes next.');
      const channel = phase.at === 'opening' ? null : phase.handshake.channel;
      const incoming = readFrame(data, isBinary, channel);
      if (!isUpAllowed(incoming.kind, phase.at)) {
        throw new OrreryError('invalid', `A ${incoming.kind} message does not belong here.`);
      }
      if (phase.at === 'linked') phase.session.receive(incoming);
      else this.#step(incoming, phase).catch((error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  end(): Promise<void> | undefined {
    const last = this.#phase;
    this.#phase = { at: 'closed' };
    this.#settleHandshake();
    return last.at === 'linked' ? last.session.end() : undefined;
  }

  async #step(incoming: Incoming, phase: Phase): Promise<void> {
    if (incoming.kind === 'batch') return;
    const { message } = incoming;
    if (message.type === 'hello') {
      const { handshake, challenge } = answerHello(message, this.#shared.hubKey);
      this.#phase = { at: 'challenged', handshake };
      this.#channel = createAgentChannel(this.#socket, handshake.channel);
      this.#socket.send(JSON.stringify(challenge));
    } else if (message.type === 'proof' && phase.at === 'challenged') {
      const { handshake } = phase;
      checkProof(message, handshake);
      this.#publicKey = message.publicKey;
      this.#name = message.name;
      this.#phase = { at: 'proved', handshake };
      await this.#join(message, handshake);
    }
  }

  /** True when the message is an old agent's, whose handshake ends in words. */
  #isOutdated(text: string): boolean {
    const phase = this.#phase;
    if (phase.at === 'opening') {
      const handshake = answerOutdatedHello(text, this.#shared.hubKey);
      if (handshake === null) return false;
      this.#phase = { at: 'outdated', handshake };
      this.#socket.send(JSON.stringify(handshake.challenge));
      return true;
    }
    if (phase.at !== 'outdated') return false;
    const { handshake } = phase;
    this.#phase = { at: 'noted' };
    this.#socket.pause();
    noteOutdated(handshake, text, this.#shared)
      .then(() => checkVersion(handshake.hello.protocol))
      .catch((error: unknown) => this.#fail(error));
    return true;
  }

  async #join(proof: Parameters<typeof joinAgent>[0]['proof'], handshake: OpenHandshake): Promise<void> {
    const channel = this.#channel;
    if (!channel) throw new Error('a proven agent has a channel');
    const { failures, links } = this.#shared;
    failures.check(proof.publicKey);
    links.check(proof.publicKey);
    // At once, so that many that come together are counted one by one.
    links.note(proof.publicKey);
    const session = await joinAgent({
      proof,
      protocol: handshake.parts.agentProtocol,
      address: this.#wire.address,
      socket: this.#socket,
      channel,
      shared: this.#shared,
      fail: (error) => this.#fail(error),
    });
    if (!this.#isOpen()) return session.end();
    this.#phase = { at: 'linked', handshake, session };
    // Only now: a key that proves itself can be anybody's.
    this.#settleHandshake();
    await session.sendManifest();
  }

  #fail(error: unknown): void {
    const phase = this.#phase;
    // Every batch under way fails with the first one; the agent and the log need to hear it once.
    if (this.#hasFailed || phase.at === 'closed') return;
    this.#hasFailed = true;
    const { counters, failures, log } = this.#shared;
    if (phase.at !== 'linked') counters.agentHandshakesRefused += 1;
    const body = toErrorBody(error);
    if (this.#publicKey !== null && COUNTED_KINDS.has(body.kind)) failures.note(this.#publicKey);
    log.ended(this.peer, error);
    const message = { type: 'error', ...body } as const;
    if (this.#channel) this.#channel.send(message);
    else if (this.#isOpen()) this.#socket.send(JSON.stringify(message));
    const isOurs = body.kind === 'storage' || body.kind === 'unavailable';
    cutSocket(this.#socket, isOurs ? 1013 : 1008, body.kind);
  }

  /** A frame is only seen when it is complete, and batches may be large: until an agent is in, bytes count. */
  #countBytes(): () => void {
    const startBytes = this.#wire.bytesRead();
    const stop = this.#wire.onData(() => {
      if (this.#wire.bytesRead() - startBytes <= MAX_HANDSHAKE_BYTES) return;
      stop();
      this.#socket.terminate();
    });
    return stop;
  }

  #settleHandshake(): void {
    clearTimeout(this.#deadline);
    this.#stopCounting();
    this.#shared.halfOpen.remove(this.#socket);
  }

  #tooLate(): OrreryError {
    if (this.#phase.at !== 'proved') return new OrreryError('invalid', 'The handshake took too long.');
    const words = 'The hub was too busy to let this machine in. Nothing is lost: its agent tries again.';
    return new OrreryError('unavailable', words, { retryAfterMs: 5_000 });
  }

  #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }
}

/** What an agent itself did wrong, so that the same key in a loop is slowed down. */
const COUNTED_KINDS: ReadonlySet<string> = new Set(['invalid', 'tooLarge', 'joinRefused', 'forbidden']);
