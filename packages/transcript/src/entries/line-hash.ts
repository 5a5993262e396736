/**
 * 64-bit content hash of a line as 16 hex digits: two FNV-1a lanes of 32 bits with different seeds, the second over
 * rotated input. It names records that have no uuid; nothing secret rests on it.
 */
export function lineHash(bytes: Uint8Array): string {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    low = Math.imul(low ^ byte, 0x01000193);
    high = Math.imul(high ^ (byte + (index & 0xff)), 0x85ebca6b);
    high = (high << 13) | (high >>> 19);
  }
  return hex(high ^ bytes.length) + hex(low);
}

function hex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, '0');
}
