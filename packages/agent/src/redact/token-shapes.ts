import { ALNUM, byteClass, DIGIT, HEX, isWordStart, skip, skipBack, WORD_DASH } from './byte-class.ts';
import type { Span } from './span.ts';

/** A secret that tells itself by its shape around a mark. */
export interface TokenShape {
  mark: string;
  match: (bytes: Uint8Array, position: number) => Span | null;
}

const AZURE = byteClass(/[\w.~-]/);
const DOT = 46;

/** A fourth letter makes a mark long enough for the scanner. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-';

/** Secrets without a prefix of their own that have a mark in them. */
export const tokenShapes: TokenShape[] = [
  ...[...LETTERS].map((letter) => ({ mark: `:AA${letter}`, match: matchTelegram })),
  ...[...LETTERS, '~', '.'].map((letter) => ({ mark: `8Q~${letter}`, match: matchAzureSecret })),
  { mark: 'SK', match: (bytes, at) => matchHex(bytes, at, 'SK'.length, 'twilio-key') },
  {
    mark: 'hf_',
    match: (bytes, at) => matchPrefix(bytes, at, { prefix: 3, min: 30, label: 'huggingface' }),
  },
];

/** Bot id, colon, 35 characters that begin with AA. */
function matchTelegram(bytes: Uint8Array, position: number): Span | null {
  const start = skipBack(bytes, position, DIGIT, 12);
  const isBot = bytes[start - 1] === 116 && bytes[start - 2] === 111 && bytes[start - 3] === 98;
  if (position - start < 8 || !(isBot || isWordStart(bytes, start))) return null;
  const end = skip(bytes, position + 1, WORD_DASH, 64);
  return end - position - 1 >= 32 && end - position - 1 <= 40
    ? { start, end, label: 'telegram-token' }
    : null;
}

/** Secrets of Entra applications: `8Q~` is their fourth to sixth character. */
function matchAzureSecret(bytes: Uint8Array, position: number): Span | null {
  const start = position - 3;
  const end = skip(bytes, position, AZURE, 64);
  const isWhole = start >= 0 && skipBack(bytes, position, AZURE, 3) === start;
  return isWhole && end - start >= 37 && end - start <= 44 ? { start, end, label: 'azure-secret' } : null;
}

function matchHex(bytes: Uint8Array, position: number, prefix: number, label: string): Span | null {
  if (!isWordStart(bytes, position)) return null;
  const end = skip(bytes, position + prefix, HEX, 40);
  const isWhole = end - position - prefix === 32 && ALNUM[bytes[end] as number] !== 1;
  return isWhole ? { start: position, end, label } : null;
}

function matchPrefix(
  bytes: Uint8Array,
  position: number,
  { prefix, min, label }: { prefix: number; min: number; label: string },
): Span | null {
  if (!isWordStart(bytes, position)) return null;
  const end = skip(bytes, position + prefix, ALNUM, 128);
  return end - position - prefix >= min ? { start: position, end, label } : null;
}

const DISCORD_FIRST = byteClass(/[MNO]/);
const SECOND = [...'DTjz'];
const THIRD = [...'AEIMQUYcgk'];
const FOURTH = [...'wxyz012345'];

/** Beginnings of a number of three digits and more in base64: what a Discord token begins with. */
export const discordMarks: string[] = ['M', 'N', 'O'].flatMap((first) =>
  SECOND.flatMap((second) =>
    THIRD.flatMap((third) => FOURTH.map((fourth) => first + second + third + fourth)),
  ),
);

/** Bot's number, a time and a signature, in base64 with dots between. */
export function matchDiscord(bytes: Uint8Array, position: number): Span | null {
  if (!isWordStart(bytes, position) || DISCORD_FIRST[bytes[position] as number] !== 1) return null;
  const idEnd = skip(bytes, position, WORD_DASH, 32);
  if (bytes[idEnd] !== DOT || idEnd - position < 22 || idEnd - position > 28) return null;
  const timeEnd = skip(bytes, idEnd + 1, WORD_DASH, 10);
  if (bytes[timeEnd] !== DOT || timeEnd - idEnd < 6 || timeEnd - idEnd > 8) return null;
  const end = skip(bytes, timeEnd + 1, WORD_DASH, 64);
  return end - timeEnd - 1 >= 27 ? { start: position, end, label: 'discord-token' } : null;
}
