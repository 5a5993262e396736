import { expect, it } from 'vitest';
import { grantsWords } from './grants-words.ts';

it('[WM4] says in few words what a hub may do on a machine, and which of the usual it may not', () => {
  expect(grantsWords({ allows: ['hooks', 'close'] })).toEqual({ text: 'Allows hooks, close', isUsual: true });
  expect(grantsWords({ allows: ['close'] })).toEqual({ text: 'Allows close, not hooks', isUsual: false });
  expect(grantsWords({ allows: [] })).toEqual({
    text: 'Allows nothing: this hub only reads',
    isUsual: false,
  });
  // Nothing in this version opens a terminal: a word about it would only be a riddle.
  expect(grantsWords({ allows: ['hooks', 'close', 'terminals', 'settings'] })).toEqual({
    text: 'Allows hooks, close',
    isUsual: true,
  });
});
