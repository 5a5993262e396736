import { describe, expect, it } from 'vitest';
import { actions } from './action-table.ts';
import { type KeyPress, matchKeys } from './key-match.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});
const table = actions.flatMap(({ keys }) => (keys === null ? [] : [keys]));

describe('keys', () => {
  it('are unique in the action table', () => {
    expect(new Set(table).size).toBe(table.length);
    expect(new Set(actions.map(({ id }) => id)).size).toBe(actions.length);
  });

  it('match with Control or Command alike', () => {
    expect(matchKeys(press('k', { ctrlKey: true }), table, null)).toEqual({ kind: 'match', keys: 'Mod+K' });
    expect(matchKeys(press('k', { metaKey: true }), table, null)).toEqual({ kind: 'match', keys: 'Mod+K' });
    expect(matchKeys(press('k'), table, null)).toEqual({ kind: 'match', keys: 'K' });
  });

  it('match in pairs, and only in their order', () => {
    expect(matchKeys(press('g'), table, null)).toEqual({ kind: 'first', letter: 'G' });
    expect(matchKeys(press('b'), table, 'G')).toEqual({ kind: 'match', keys: 'G B' });
    expect(matchKeys(press('b'), table, null)).toEqual({ kind: 'none' });
  });

  it('with Alt go by the place of the digit, whatever letter the layout makes of it', () => {
    expect(matchKeys(press('¡', { altKey: true, code: 'Digit1' }), table, null)).toEqual({
      kind: 'match',
      keys: 'Alt+1',
    });
  });

  it('leave the browser its own', () => {
    expect(matchKeys(press('r', { ctrlKey: true }), table, null)).toEqual({ kind: 'none' });
    expect(matchKeys(press('Tab'), table, null)).toEqual({ kind: 'none' });
  });
});
