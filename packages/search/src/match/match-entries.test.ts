import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../query/parse-query.ts';
import { arbitraryText } from '../test/arbitrary-text.ts';
import { foldAscii, utf8 } from '../test/utf8.ts';
import { createMatcher, matchEntries } from './match-entries.ts';

function layOut(entries: readonly string[]): { text: Uint8Array; starts: Uint32Array } {
  const starts = [0];
  for (const entry of entries) starts.push((starts.at(-1) ?? 0) + utf8(entry).length);
  return { text: utf8(entries.join('')), starts: Uint32Array.from(starts) };
}

function matches(query: string, entries: readonly string[]): number[] {
  const { text, starts } = layOut(entries);
  return matchEntries(createMatcher(parseQuery(query)), text, starts);
}

describe('matchEntries', () => {
  it('[MA4] wants all terms in one entry', () => {
    expect(matches('alpha beta', ['alpha\n', 'beta\n', 'Beta and ALPHA\n'])).toEqual([2]);
  });

  it('[MA5] never lets a match reach from one entry into the next', () => {
    expect(matches('"one two"', ['one ', 'two', 'one two'])).toEqual([2]);
    expect(matches('ab', ['a', 'b', '', 'ab'])).toEqual([3]);
  });

  it('[MA6] leaves out entries that hold what is excluded', () => {
    expect(matches('alpha -beta', ['alpha\n', 'alpha beta\n'])).toEqual([0]);
  });

  it('[MA7] agrees with plain comparison entry by entry', () => {
    fc.assert(
      fc.property(
        fc.array(
          arbitraryText.map((text) => text.toWellFormed()),
          { maxLength: 8 },
        ),
        fc.array(fc.constantFrom('a', 'tion', 'the', '庫', 'é', '(', 'ab', '_.', '😀'), {
          minLength: 1,
          maxLength: 3,
        }),
        (entries, terms) => {
          const expected = entries.flatMap((entry, i) =>
            terms.every((term) => foldAscii(entry).includes(foldAscii(term))) ? i : [],
          );
          expect(matches(terms.join(' '), entries)).toEqual(expected);
        },
      ),
    );
  });
});
