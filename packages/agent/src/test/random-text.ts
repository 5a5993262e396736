/** The same numbers for the same seed: 0 to 1. */
export type Random = () => number;

/** Mulberry32: small, even enough for test data. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const of =
  (alphabet: string) =>
  (random: Random, length: number): string =>
    Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';

export const lower = of(LOWER);
export const digits = of(DIGITS);
export const hex = of('0123456789abcdef');
export const upperDigits = of(UPPER + DIGITS);
export const letters = of(LOWER + UPPER + DIGITS);
export const base64 = of(`${LOWER + UPPER + DIGITS}+/`);
export const base64url = of(`${LOWER + UPPER + DIGITS}-_`);
const symbols = of('!@#$%^&*-_=+?.:~/');

/** As a generator of passwords makes them: every kind of character, in any order. */
export function password(random: Random, length: number): string {
  const count = 2 + Math.floor(random() * 3);
  const characters = [
    ...`${letters(random, length - count - 3)}${symbols(random, count)}${digits(random, 1)}`,
  ];
  characters.sort(() => random() - 0.5);
  return `${letters(random, 1)}${characters.join('')}${letters(random, 1)}`;
}
