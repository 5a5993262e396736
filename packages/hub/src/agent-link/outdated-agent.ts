import { randomBytes } from 'node:crypto';
import { isSignedBy } from '@orrery/link';
import * as z from 'zod';
import type { AgentLinkShared } from './agent-link-shared.ts';
import type { HubKey } from './hub-key.ts';

/**
 * Agents of protocol 1 and 2, whose messages were bound to nothing. They are let in no more, but their handshake is still
 * known, so that the page can say of a machine why it is away: only its own key can make it say so.
 */
const outdatedHelloSchema = z.object({
  type: z.literal('hello'),
  protocol: z.number().int().min(1).max(2),
  publicKey: z.string().length(43),
  nonce: z.string().length(43),
  machine: z.string().max(128),
});

const outdatedProofSchema = z.object({ type: z.literal('proof'), signature: z.string().max(128) });

/** What an outdated agent said, and what it was answered. */
export interface OutdatedHandshake {
  hello: z.infer<typeof outdatedHelloSchema>;
  /** To be sent: the agent answers with its proof. */
  challenge: Record<string, unknown>;
  transcript: string;
}

/** Null for any other first message. */
export function answerOutdatedHello(text: string, hubKey: HubKey): OutdatedHandshake | null {
  const parsed = outdatedHelloSchema.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const hello = parsed.data;
  const nonce = randomBytes(32).toString('base64url');
  const transcript = (signer: string) =>
    ['orrery-handshake-1', signer, hello.nonce, nonce, hello.publicKey, hubKey.publicKey].join('\n');
  const signature = hubKey.sign(transcript('hub'));
  const { protocol } = hello;
  // Not "must join": a join secret is of no use to a hub that lets nobody of this age in.
  const challenge = {
    type: 'challenge',
    protocol,
    hubPublicKey: hubKey.publicKey,
    nonce,
    signature,
    mustJoin: false,
  };
  return { hello, challenge, transcript: transcript('agent') };
}

/** Shows why the machine is away, if this is its key and no newer agent of it is connected. */
export async function noteOutdated(
  { hello, transcript }: OutdatedHandshake,
  text: string,
  { archive, commands }: Pick<AgentLinkShared, 'archive' | 'commands'>,
): Promise<void> {
  const proof = outdatedProofSchema.safeParse(parseJson(text));
  if (!proof.success || !isSignedBy(hello.publicKey, transcript, proof.data.signature)) return;
  const records = await archive.hostByPublicKey(hello.publicKey);
  const host = records.find(({ machine }) => machine === hello.machine);
  if (!host || host.revoked !== null || commands.isLinked(host.id)) return;
  const reason = `Its agent speaks protocol ${hello.protocol}, which this hub no longer serves: update it there. Nothing is lost meanwhile.`;
  await archive.setHostLink(host.id, { isConnected: false, reason });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whatever it is, it is no greeting of an old agent; the link says what is wrong with it.
    return null;
  }
}
