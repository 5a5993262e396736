import { readdirSync, readFileSync, readSync } from 'node:fs';
import { expect, it } from 'vitest';
import { systemWords } from './system-words.ts';

it.each([
  ['a file that is not there', () => readFileSync('/nowhere/at/all'), 'it is not there'],
  ['a folder that is none', () => readdirSync('/dev/null'), 'a part of its path is no folder'],
  ['a descriptor that is none', () => readSync(-2, Buffer.alloc(1)), /^the system says [A-Z_]+$/],
])('[F11] says %s in words, without the call and the path', (_, run, words) => {
  let caught: unknown;
  try {
    run();
  } catch (error) {
    caught = error;
  }
  expect(systemWords(caught)).toMatch(words);
});

it('[F11] keeps words that are ours', () => {
  expect(systemWords(new Error('It is larger than rules are.'))).toBe('It is larger than rules are.');
});
