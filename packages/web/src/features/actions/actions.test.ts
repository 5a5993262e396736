import { describe, expect, it } from 'vitest';
import { actions } from './action-table.ts';
import { type KeyPress, matchKeys } from './key-match.ts';
import { linkTo } from './session-actions.ts';

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

describe('links', () => {
  const href = 'https://orrery.lab/?session=other&person=Mei';

  it('[WC17] lead to the session where it was looked at, or to the message that has the focus', () => {
    expect(linkTo('s 1', { href, uuid: null })).toBe('https://orrery.lab/?session=s+1');
    expect(linkTo('s1', { href, uuid: 'u2' })).toBe('https://orrery.lab/sessions/s1#u2');
    const reader = 'https://orrery.lab/sessions/s1?at=40#u9';
    expect(linkTo('s1', { href: reader, uuid: null })).toBe('https://orrery.lab/sessions/s1');
    expect(linkTo('s1', { href: reader, uuid: 'u3' })).toBe('https://orrery.lab/sessions/s1#u3');
  });
});

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
