import type { SealedChannel } from '@orrery/link';
import { type AgentUp, OrreryError } from '@orrery/protocol';
import { parseAgentText, parseFirstText } from './agent-text.ts';

/** One message of an agent, and what it weighs. */
export type Incoming =
  | { kind: AgentUp['type']; message: AgentUp; sizeBytes: number }
  | { kind: 'batch'; frame: Uint8Array; sizeBytes: number };

/**
 * A frame as the socket gave it. `channel` is null before the key exchange: then it is text in the clear, and afterwards
 * never again. Throws `invalid`.
 */
export function readFrame(
  data: Uint8Array | ArrayBuffer,
  isBinary: boolean,
  channel: SealedChannel | null,
): Incoming {
  const frame = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
  const sizeBytes = frame.length;
  if (channel === null) {
    if (isBinary) throw new OrreryError('invalid', 'The handshake comes first.');
    const message = parseFirstText(Buffer.from(frame).toString());
    return { kind: message.type, message, sizeBytes };
  }
  if (!isBinary) throw new OrreryError('invalid', 'A message came unsealed after the key exchange.');
  const { kind, bytes } = channel.open(frame);
  if (kind === 'batch') return { kind, frame: bytes, sizeBytes };
  const message = parseAgentText(bytes.toString());
  return { kind: message.type, message, sizeBytes };
}
