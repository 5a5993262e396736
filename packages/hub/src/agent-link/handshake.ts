import {
  createEphemeralKey,
  createSealedChannel,
  deriveLinkKeys,
  isSignedBy,
  type SealedChannel,
} from '@orrery/link';
import {
  type Challenge,
  type HandshakeParts,
  type Hello,
  handshakeTranscript,
  OLDEST_PROTOCOL_VERSION,
  OrreryError,
  PROTOCOL_VERSION,
  type Proof,
} from '@orrery/protocol';
import type { HubKey } from './hub-key.ts';

/** A handshake that waits for its proof. Its keys are this connection's alone, so an old proof fits no other. */
export interface OpenHandshake {
  parts: HandshakeParts;
  channel: SealedChannel;
}

/** Throws `unsupportedVersion`, in words that say which side to update. */
export function checkVersion(agentProtocol: number): void {
  if (agentProtocol >= OLDEST_PROTOCOL_VERSION && agentProtocol <= PROTOCOL_VERSION) return;
  const served =
    OLDEST_PROTOCOL_VERSION === PROTOCOL_VERSION
      ? `protocol ${PROTOCOL_VERSION}`
      : `protocol ${OLDEST_PROTOCOL_VERSION} to ${PROTOCOL_VERSION}`;
  throw new OrreryError(
    'unsupportedVersion',
    `This hub speaks ${served}; the agent speaks ${agentProtocol}. Update the ` +
      `${agentProtocol > PROTOCOL_VERSION ? 'hub' : 'agent'}: nothing is lost meanwhile, its transcripts wait on the machine.`,
  );
}

/** Answers `hello`: our key, our half of the exchange, our signature over both halves. Throws `invalid`. */
export function answerHello(
  hello: Hello,
  hubKey: HubKey,
): { handshake: OpenHandshake; challenge: Challenge } {
  const ephemeral = createEphemeralKey();
  const parts: HandshakeParts = {
    agentProtocol: hello.protocol,
    hubProtocol: PROTOCOL_VERSION,
    agentEphemeralKey: hello.ephemeralKey,
    hubEphemeralKey: ephemeral.publicKey,
    hubPublicKey: hubKey.publicKey,
  };
  const transcript = handshakeTranscript('hub', parts);
  const channel = createSealedChannel(deriveLinkKeys(ephemeral, hello.ephemeralKey, transcript), 'hub');
  const challenge: Challenge = {
    type: 'challenge',
    protocol: PROTOCOL_VERSION,
    hubPublicKey: hubKey.publicKey,
    ephemeralKey: ephemeral.publicKey,
    signature: hubKey.sign(transcript),
  };
  return { handshake: { parts, channel }, challenge };
}

/** Throws `unauthenticated` unless the agent signed this very exchange with the key it names, for this hub. */
export function checkProof(proof: Proof, { parts }: OpenHandshake): void {
  const transcript = handshakeTranscript('agent', parts, proof.publicKey);
  if (isSignedBy(proof.publicKey, transcript, proof.signature)) return;
  throw new OrreryError('unauthenticated', 'The proof does not fit the key of this agent.');
}
