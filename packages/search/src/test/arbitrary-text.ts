import fc from 'fast-check';

const PIECES = [
  'a',
  'b',
  'A',
  'tion',
  'the',
  ' ',
  '  ',
  '\n',
  '_',
  '.',
  '/',
  '-',
  '(',
  '庫',
  '資料',
  'é',
  'É',
  '😀',
  '0',
  '\t',
];

/** Text in which pieces come again and again, so that searches hit and nearly hit. */
export const arbitraryText: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 80 }).map((pieces) => pieces.join('')),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

/** A text and a piece cut out of it. */
export const arbitraryCut: fc.Arbitrary<{ text: string; piece: string }> = fc
  .tuple(arbitraryText, fc.nat(), fc.integer({ min: 1, max: 30 }))
  .map(([text, from, length]) => {
    const characters = [...text];
    const start = from % Math.max(1, characters.length);
    return { text, piece: characters.slice(start, start + length).join('') };
  });
