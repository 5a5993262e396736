import {
  type AgentDown,
  type AgentUp,
  type Hello,
  OrreryError,
  type Proof,
  toErrorBody,
} from '@orrery/protocol';
import type { WebSocket } from 'ws';
import type { AgentLinkShared } from './agent-link-shared.ts';
import type { LinkedAgent } from './agent-roster.ts';
import { type AgentSession, startAgentSession } from './agent-session.ts';
import { parseAgentText } from './agent-text.ts';
import { checkProof, type OpenHandshake, openHandshake } from './handshake.ts';
import { createJoinJournal } from './join-journal.ts';

/** Where a connection stands. Whatever does not fit the phase ends it. */
type Phase =
  | { at: 'hello' }
  | { at: 'proof'; handshake: OpenHandshake }
  /** Something is being looked up; the agent has nothing to say meanwhile. */
  | { at: 'busy' }
  | { at: 'linked'; session: AgentSession }
  | { at: 'closed' };

/** Before it is known who talks, a few hundred bytes are all there is to say. */
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
  // Gives each binary frame a buffer of its own, which can then be moved to the writer thread without a copy.
  socket.binaryType = 'arraybuffer';
  let phase: Phase = { at: 'hello' };
  const { address } = wire;
  // A frame is only seen when it is complete, and batches may be large: until it is known who talks, bytes count.
  const startBytes = wire.bytesRead();
  const stopCounting = wire.onData(() => {
    if (wire.bytesRead() - startBytes <= MAX_HANDSHAKE_BYTES) return;
    stopCounting();
    shared.failures.note(address);
    socket.terminate();
  });
  const deadline = setTimeout(
    () => fail(new OrreryError('invalid', 'The handshake took too long.')),
    shared.limits.handshakeMs,
  );
  const send = (message: AgentDown) => socket.send(JSON.stringify(message));
  let hasFailed = false;
  const fail = (error: unknown) => {
    // Every batch under way fails with the first one; the agent and the log need to hear it once.
    if (hasFailed || phase.at === 'closed') return;
    hasFailed = true;
    if (phase.at !== 'linked') {
      shared.counters.agentHandshakesRefused += 1;
      shared.failures.note(address);
    }
    const body = toErrorBody(error);
    shared.logger.warn('agent link ended', { address, kind: body.kind, error: describe(error) });
    send({ type: 'error', ...body });
    socket.close(body.kind === 'storage' || body.kind === 'unavailable' ? 1013 : 1008, body.kind);
  };
  const step = async (message: AgentUp): Promise<void> => {
    if (phase.at === 'hello' && message.type === 'hello') {
      phase = { at: 'busy' };
      const { handshake, challenge } = await greet(message, shared);
      if (isOpen(socket)) phase = { at: 'proof', handshake };
      send(challenge);
    } else if (phase.at === 'proof' && message.type === 'proof') {
      const { handshake } = phase;
      phase = { at: 'busy' };
      const session = await join({ proof: message, handshake, address, socket, shared, fail });
      clearTimeout(deadline);
      stopCounting();
      if (!isOpen(socket)) return session.end();
      phase = { at: 'linked', session };
      await session.sendManifest();
    } else {
      throw new OrreryError('invalid', `A ${message.type} message does not belong here.`);
    }
  };
  socket.on('message', (data, isBinary) => {
    if (phase.at === 'closed' || !isOpen(socket)) return;
    try {
      if (phase.at === 'linked') return phase.session.receive(data, isBinary);
      if (isBinary) throw new OrreryError('invalid', 'The handshake comes first.');
      step(parseAgentText(data)).catch(fail);
    } catch (error) {
      fail(error);
    }
  });
  return new Promise((resolve) => {
    // `close` follows every `error`; the reason is worth a line, the handling is one.
    socket.on('error', (error) =>
      shared.logger.warn('agent socket failed', { address, error: error.message }),
    );
    socket.on('close', () => {
      clearTimeout(deadline);
      stopCounting();
      const last = phase;
      phase = { at: 'closed' };
      resolve(last.at === 'linked' ? last.session.end() : undefined);
    });
  });
}

async function greet(hello: Hello, { archive, hubKey }: AgentLinkShared) {
  const known = await archive.hostByPublicKey(hello.publicKey);
  return openHandshake(hello, { hubKey, mustJoin: known.length === 0 });
}

interface Joining {
  proof: Proof;
  handshake: OpenHandshake;
  address: string;
  socket: WebSocket;
  shared: AgentLinkShared;
  fail: (error: unknown) => void;
}

/** Proof first, then the join secret: a token is never spent on somebody who does not own the key. */
async function join({ proof, handshake, address, socket, shared, fail }: Joining): Promise<AgentSession> {
  const { archive, hubKey, joinTokens, roster, clock, version, limits } = shared;
  const { hello } = handshake;
  checkProof(proof, handshake, hubKey);
  const journal = createJoinJournal(shared.journal, hello, address);
  if (handshake.mustJoin) journal.watch(() => redeemJoin(proof, joinTokens));
  const found: { session?: AgentSession } = {};
  await roster.admit(
    hello,
    () => archive.hostByPublicKey(hello.publicKey),
    async (duplicateOf): Promise<LinkedAgent> => {
      const { publicKey, machine, name, agentVersion, protocol, facts, runId } = hello;
      const registration = { publicKey, machine, name, agentVersion, protocol, facts, duplicateOf };
      const before = await archive.hostByPublicKey(publicKey);
      const host = await archive.registerHost(registration);
      journal.noteHost(host.id, before);
      const identity = { hostId: host.id, hostName: name, publicKey, machine, runId, protocol };
      const session = startAgentSession({ ...identity, socket, shared, fail });
      found.session = session;
      return session;
    },
  );
  const { session } = found;
  if (!session) throw new Error('an admitted agent has a session');
  if (isOpen(socket)) {
    const welcome: AgentDown = {
      type: 'welcome',
      hostId: session.hostId,
      hubVersion: version,
      now: clock.now(),
      windowBytes: limits.windowBytes,
    };
    socket.send(JSON.stringify(welcome));
  }
  return session;
}

function redeemJoin({ joinSecret }: Proof, joinTokens: AgentLinkShared['joinTokens']): void {
  if (joinSecret === undefined) {
    throw new OrreryError('joinRefused', 'This hub does not know the agent: a join token is needed.');
  }
  joinTokens.redeem(joinSecret);
}

function isOpen(socket: WebSocket): boolean {
  return socket.readyState === socket.OPEN;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
