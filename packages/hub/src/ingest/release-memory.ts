/** Smaller memory may be a slice of a pool that others use too, and is not worth it. */
const WORTH_BYTES = 16 * 1024;

/** Room that a producer may have left behind the bytes. */
const SLACK_BYTES = 64;

/**
 * Gives large memory back at once. The collector counts a megabyte outside of its heap as nearly nothing, so that hundreds
 * of used-up buffers would wait for it. Nobody may look at the bytes afterwards.
 */
export function releaseMemory(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (!(buffer instanceof ArrayBuffer) || buffer.detached || bytes.byteOffset !== 0) return;
  if (buffer.byteLength < WORTH_BYTES || buffer.byteLength > bytes.byteLength + SLACK_BYTES) return;
  buffer.transfer(0);
}
