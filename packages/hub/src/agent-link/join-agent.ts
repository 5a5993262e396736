import { OrreryError, type Proof } from '@orrery/protocol';
import type { WebSocket } from 'ws';
import { NOT_JOINED } from './admission.ts';
import type { AgentChannel } from './agent-channel.ts';
import type { AgentLinkShared } from './agent-link-shared.ts';
import type { LinkedAgent } from './agent-roster.ts';
import { type AgentSession, startAgentSession } from './agent-session.ts';
import { createJoinJournal } from './join-journal.ts';

interface Joining {
  /** Checked: whoever sent it owns the key. */
  proof: Proof;
  protocol: number;
  /** Where it comes from, for the audit log. */
  address: string;
  socket: WebSocket;
  channel: AgentChannel;
  shared: AgentLinkShared;
  fail: (error: unknown) => void;
}

/** Lets an agent in that has proved its key. Throws `joinRefused`, `duplicateIdentity` or `rateLimited`. */
export async function joinAgent({
  proof,
  protocol,
  address,
  socket,
  channel,
  shared,
  fail,
}: Joining): Promise<AgentSession> {
  const { archive, joinTokens, roster, clock, version, limits } = shared;
  const { publicKey, machine, name, agentVersion, facts, runId } = proof;
  const journal = createJoinJournal(shared.journal, proof, address);
  const before = await archive.hostByPublicKey(publicKey);
  const hasJoined = before.length === 0;
  if (hasJoined) journal.watch(() => redeemJoin(proof, joinTokens));
  const found: { session?: AgentSession } = {};
  await roster.admit(proof, async (): Promise<LinkedAgent> => {
    const registration = { publicKey, machine, name, agentVersion, protocol, facts, hasJoined };
    const host = await archive.registerHost(registration);
    journal.noteHost(host.id, before);
    const identity = { hostId: host.id, hostName: host.name, publicKey, machine, runId };
    const session = startAgentSession({ ...identity, socket, channel, shared, fail });
    found.session = session;
    return session;
  });
  const { session } = found;
  if (!session) throw new Error('an admitted agent has a session');
  channel.send({
    type: 'welcome',
    hostId: session.hostId,
    hubVersion: version,
    now: clock.now(),
    windowBytes: limits.windowBytes,
  });
  return session;
}

function redeemJoin({ joinSecret }: Proof, joinTokens: AgentLinkShared['joinTokens']): void {
  if (joinSecret === undefined) {
    throw new OrreryError('joinRefused', NOT_JOINED);
  }
  joinTokens.redeem(joinSecret);
}
