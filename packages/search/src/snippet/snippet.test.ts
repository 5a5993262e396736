import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMatcher } from '../match/match-entries.ts';
import { parseQuery } from '../query/parse-query.ts';
import { arbitraryCut } from '../test/arbitrary-text.ts';
import { foldAscii, fromUtf8, utf8 } from '../test/utf8.ts';
import { createSnippet, type SnippetPiece } from './snippet.ts';

function snippet(query: string, text: string): SnippetPiece[] {
  return createSnippet(createMatcher(parseQuery(query)), utf8(text), fromUtf8);
}

function marked(pieces: readonly SnippetPiece[]): string {
  return pieces.map(({ text, match }) => (match ? `[${text}]` : text)).join('');
}

describe('createSnippet', () => {
  it('[SN1] marks every match of every term and leaves the text around it', () => {
    expect(marked(snippet('err nil', 'if err != NIL {\n  return err\n}\n'))).toBe(
      'if [err] != [NIL] { return [err] }',
    );
  });

  it('[SN2] cuts about two lines around the first match, at words, and says where it cut', () => {
    const filler = 'some words that fill the entry '.repeat(20);
    const pieces = snippet('needle', `${filler}the needle here ${filler}`);
    const shown = marked(pieces);
    expect(shown).toMatch(/^….* the \[needle\] here .*…$/);
    expect(shown.length).toBeGreaterThan(120);
    expect(shown.length).toBeLessThan(220);
    expect(
      shown
        .replaceAll(/[…[\]]/g, '')
        .split(' ')
        .every((w) => `${filler} the needle here `.includes(`${w} `)),
    ).toBe(true);
  });

  it('[SN3] joins matches that touch or overlap', () => {
    expect(marked(snippet('abc cde', 'xabcdex'))).toBe('x[abcde]x');
  });

  it('[SN4] shows a match that is longer than a snippet whole', () => {
    const long = 'abcdefghij'.repeat(40);
    expect(marked(snippet(long, `before ${long} after`))).toContain(`[${long}]`);
  });

  it('[SN5] shows no half character, and its marked pieces are the terms', () => {
    fc.assert(
      fc.property(arbitraryCut, fc.nat(200), ({ text, piece }, before) => {
        const term = piece.trim().split(/\s+/u)[0] ?? '';
        fc.pre(
          term !== '' &&
            !term.startsWith('-') &&
            !term.startsWith('"') &&
            text.isWellFormed() &&
            term.isWellFormed(),
        );
        const pieces = snippet(term, `${'資é'.repeat(before)}${text}${'料'.repeat(90)}`);
        expect(pieces.some(({ match }) => match)).toBe(true);
        for (const { text: shown, match } of pieces) {
          if (!text.includes('\uFFFD')) expect(shown).not.toContain('\uFFFD');
          if (match) expect(foldAscii(shown)).toContain(foldAscii(term));
        }
      }),
      { numRuns: 300 },
    );
  });
});
