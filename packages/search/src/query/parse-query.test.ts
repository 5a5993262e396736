import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from './parse-query.ts';

const word = (text: string) => ({ type: 'text', text, isPhrase: false });
const phrase = (text: string) => ({ type: 'text', text, isPhrase: true });
const not = (node: object) => ({ type: 'not', node });
const and = (...nodes: object[]) => ({ type: 'and', nodes });

describe('parseQuery', () => {
  it.each([
    [
      '[QU1] takes words apart as terms that must all occur',
      'err != nil',
      and(word('err'), word('!='), word('nil')),
    ],
    ['[QU1] gives a single term as it is', ' Effect( ', word('Effect(')],
    ['[QU2] keeps the spaces of a phrase', '"err != nil"', phrase('err != nil')],
    ['[QU2] reads an open phrase to the end', 'a "b  c', and(word('a'), phrase('b  c'))],
    ['[QU2] reads an escaped quote as a quote', String.raw`"say \"hi\" \n"`, phrase(String.raw`say "hi" \n`)],
    ['[QU2] takes a quote inside a word as text', `it"s`, word('it"s')],
    ['[QU3] excludes a word', 'a -b', and(word('a'), not(word('b')))],
    ['[QU3] excludes a phrase', '-"b c" a', and(not(phrase('b c')), word('a'))],
    ['[QU3] excludes a word of any script', 'a -庫', and(word('a'), not(word('庫')))],
    [
      '[QU4] takes options, arrows and a lone dash as text',
      'git --force -> -',
      and(word('git'), word('--force'), word('->'), word('-')),
    ],
    ['[QU4] takes a query of nothing but exclusions literally', '-rf', word('-rf')],
    ['[QU5] has no nodes for a query without anything', '  "" ', and()],
  ])('%s', (_, input, expected) => {
    expect(parseQuery(input)).toEqual(expected);
  });

  it('[QU5] gives every string a meaning', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (input) => {
        expect(['text', 'not', 'and']).toContain(parseQuery(input).type);
      }),
    );
  });

  it('[QU6] finds every word of a query without quotes and dashes among its terms', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z庫(!=.]{1,8}$/), { minLength: 2, maxLength: 5 }),
        (words) => {
          expect(parseQuery(words.join('  '))).toEqual(and(...words.map(word)));
        },
      ),
    );
  });
});
