import { OrreryError } from '../orrery-error.ts';
import { parseWireJson } from '../parse-wire-json.ts';
import { type BatchHeader, batchHeaderSchema } from './batch.ts';

/** Bytes before the header: its length as an unsigned 32-bit big-endian number. */
const PREFIX_BYTES = 4;

/** A header is a path and some numbers; more is an attack or a bug. */
const MAX_HEADER_BYTES = 64 * 1024;

/** One binary frame: header length, header as JSON, payload. */
export function encodeBatchFrame(header: BatchHeader, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(JSON.stringify(header));
  const frame = new Uint8Array(PREFIX_BYTES + head.length + payload.length);
  new DataView(frame.buffer).setUint32(0, head.length);
  frame.set(head, PREFIX_BYTES);
  frame.set(payload, PREFIX_BYTES + head.length);
  return frame;
}

/** Splits a frame; the payload is a view, not a copy. Throws `invalid`. */
export function decodeBatchFrame(frame: Uint8Array): { header: BatchHeader; payload: Uint8Array } {
  if (frame.length < PREFIX_BYTES) throw new OrreryError('invalid', 'The frame is shorter than its prefix.');
  const headLength = new DataView(frame.buffer, frame.byteOffset).getUint32(0);
  if (headLength > MAX_HEADER_BYTES || PREFIX_BYTES + headLength > frame.length) {
    throw new OrreryError('invalid', `The frame claims a header of ${headLength} bytes.`);
  }
  const json = new TextDecoder().decode(frame.subarray(PREFIX_BYTES, PREFIX_BYTES + headLength));
  const parsed = batchHeaderSchema.safeParse(parseWireJson(json));
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') ?? '';
    const words = `The header of a batch is not understood in its field ${field}. Update the agent of this machine.`;
    throw new OrreryError('invalid', words, { cause: parsed.error });
  }
  return { header: parsed.data, payload: frame.subarray(PREFIX_BYTES + headLength) };
}
