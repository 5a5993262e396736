import {
  createEphemeralKey,
  createSealedChannel,
  deriveLinkKeys,
  type EphemeralKey,
  hashPublicKey,
  isSignedBy,
  type SealedChannel,
  signText,
} from '@orrery/link';
import {
  type Challenge,
  type Hello,
  handshakeTranscript,
  OLDEST_PROTOCOL_VERSION,
  OrreryError,
  PROTOCOL_VERSION,
  type Proof,
} from '@orrery/protocol';
import type { KeyPair } from '../identity/key-pair.ts';

/** What an agent brings to every handshake. */
export interface AgentCredentials {
  keys: KeyPair;
  /** base64url SHA-256 of the one hub key that is trusted. */
  pinnedHubKeyHash: string;
  joinSecret: string | null;
  /** Where the handshake goes, and whether the pinned hub was met there or elsewhere: for words. */
  url: string;
  hasMetHub: boolean;
  /** What the hub is told of this machine, once it has proved itself. */
  introduction: Omit<Proof, 'type' | 'publicKey' | 'signature' | 'joinSecret'>;
}

/** A handshake that waits for its challenge. */
export interface OpenHandshake {
  hello: Hello;
  ephemeral: EphemeralKey;
}

/** The first word to whoever answers: a fresh half of a key exchange, and nothing else. */
export function openHandshake(): OpenHandshake {
  const ephemeral = createEphemeralKey();
  const hello: Hello = { type: 'hello', protocol: PROTOCOL_VERSION, ephemeralKey: ephemeral.publicKey };
  return { hello, ephemeral };
}

/**
 * Checks that the hub is the pinned one and that it signed this very exchange; only then is there a proof, and a channel
 * that nobody else can read. Throws `hubKeyMismatch`, `unsupportedVersion` or `invalid`.
 */
export function answerChallenge(
  challenge: Challenge,
  { hello, ephemeral }: OpenHandshake,
  { keys, pinnedHubKeyHash, joinSecret, url, hasMetHub, introduction }: AgentCredentials,
): { proof: Proof; channel: SealedChannel } {
  const parts = {
    agentProtocol: hello.protocol,
    hubProtocol: challenge.protocol,
    agentEphemeralKey: hello.ephemeralKey,
    hubEphemeralKey: challenge.ephemeralKey,
    hubPublicKey: challenge.hubPublicKey,
  };
  const hubTranscript = handshakeTranscript('hub', parts);
  if (
    hashPublicKey(challenge.hubPublicKey) !== pinnedHubKeyHash ||
    !isSignedBy(challenge.hubPublicKey, hubTranscript, challenge.signature)
  ) {
    throw new OrreryError(
      'hubKeyMismatch',
      hasMetHub
        ? `Whoever answers at ${url} is not the hub that this machine joined. If you changed nothing, somebody else may answer at this address. If the hub was set up anew, join again with a new token.`
        : `Whoever answers at ${url} is not the one that the token names. Correct the address, or create a token on the hub that answers there: orrery join-token create`,
    );
  }
  // After the proof: an unproven word on versions must not make an agent give up.
  if (challenge.protocol < OLDEST_PROTOCOL_VERSION) {
    throw new OrreryError(
      'unsupportedVersion',
      `The hub speaks protocol ${challenge.protocol}, this agent needs ${OLDEST_PROTOCOL_VERSION} or newer. Update the hub.`,
    );
  }
  const channel = createSealedChannel(
    deriveLinkKeys(ephemeral, challenge.ephemeralKey, hubTranscript),
    'agent',
  );
  const { publicKey } = keys;
  const signature = signText(keys.privateKey, handshakeTranscript('agent', parts, publicKey));
  const proof: Proof = { type: 'proof', publicKey, signature, ...introduction };
  return { proof: joinSecret === null ? proof : { ...proof, joinSecret }, channel };
}
