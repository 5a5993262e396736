import { OrreryError, type Proof } from '@orrery/protocol';
import type { WebSocket } from 'ws';
import type { AgentChannel } from './agent-channel.ts';
import type { AgentLinkShared } from './agent-link-shared.ts';
import type { LinkedAgent } from './agent-roster.ts';
import { type AgentSession, startAgentSession } from './agent-session.ts';

interface Joining {
  /** Checked: whoever sent it owns the key. */
  proof: Proof;
  protocol: number;
  socket: WebSocket;
  channel: AgentChannel;
  shared: AgentLinkShared;
  fail: (error: unknown) => void;
}

/** Lets an agent in that has proved its key. Throws `joinRefused`, `duplicateIdentity` or `rateLimited`. */
export async function joinAgent({
  proof,
  protocol,
  socket,
  channel,
  shared,
  fail,
}: Joining): Promise<AgentSession> {
  const { archive, joinTokens, roster, clock, version, limits } = shared;
  const { publicKey, machine, name, agentVersion, facts, runId } = proof;
  const hasJoined = (await archive.hostByPublicKey(publicKey)).length === 0;
  if (hasJoined) {
    if (proof.joinSecret === undefined) {
      throw new OrreryError(
        'joinRefused',
        'This hub does not know this machine (any more). Join again with a new token: orrery join-token create',
      );
    }
    joinTokens.redeem(proof.joinSecret);
  }
  const found: { session?: AgentSession } = {};
  await roster.admit(proof, async (): Promise<LinkedAgent> => {
    const registration = { publicKey, machine, name, agentVersion, protocol, facts, hasJoined };
    const host = await archive.registerHost(registration);
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
