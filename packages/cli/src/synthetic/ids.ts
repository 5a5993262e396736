import type { Random } from './random.ts';

const BASE_58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const BYTE_HEX = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'));

/** Ids in the shapes that the client and the API use. */
export interface Ids {
  uuid(): string;
  /** Hex digits, `count` of them; even counts only. */
  hex(count: number): string;
  messageId(): string;
  requestId(): string;
  toolUseId(): string;
  signature(): string;
}

/** Ids drawn from a seeded stream. */
export function createIds(random: Random): Ids {
  const hex = (count: number): string => {
    let text = '';
    while (text.length < count) {
      const word = random.uint32();
      text +=
        `${BYTE_HEX[word & 255]}${BYTE_HEX[(word >>> 8) & 255]}` +
        `${BYTE_HEX[(word >>> 16) & 255]}${BYTE_HEX[word >>> 24]}`;
    }
    return text.slice(0, count);
  };
  const base58 = (count: number): string => {
    let text = '';
    while (text.length < count) {
      // Five digits from one word: 58^5 fits well into 32 bits.
      let word = random.uint32();
      for (let digit = 0; digit < 5; digit += 1) {
        text += BASE_58[word % 58];
        word = Math.floor(word / 58);
      }
    }
    return text.slice(0, count);
  };
  return {
    hex,
    uuid: () => {
      const digits = hex(32);
      const variant = '89ab'[random.uint32() & 3];
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
    },
    messageId: () => `msg_01${base58(22)}`,
    requestId: () => `req_011C${base58(20)}`,
    toolUseId: () => `toolu_01${base58(22)}`,
    signature: () => Buffer.from(`demo-signature-${base58(24)}`).toString('base64'),
  };
}
