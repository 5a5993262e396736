import { expect, it } from 'vitest';
import { grantsWords } from './grants-words.ts';

it('says what a hub may do on a machine, and what not', () => {
  expect(grantsWords({ allows: ['hooks', 'close'] })).toBe(
    'Its owner lets this hub answer permission requests and change hooks, close sessions. Not: open terminals, change settings of Claude Code.',
  );
  expect(grantsWords({ allows: [] })).toBe('Its owner lets this hub only read.');
  expect(grantsWords({ allows: ['hooks', 'close', 'terminals', 'settings'] })).not.toContain('Not:');
});
