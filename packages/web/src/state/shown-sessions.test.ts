import { describe, expect, it } from 'vitest';
import { sessionRow } from '../test/rows.ts';
import { activeClose, shownSessions } from './shown-sessions.ts';
import type { CloseView } from './wire-types.ts';

const sessions = new Map([sessionRow('a'), sessionRow('b')].map((row) => [row.id, row]));
const close = (state: CloseView['state'], sessionId = 'a'): CloseView => ({
  id: `c-${sessionId}`,
  sessionId,
  by: 'Ana Ferreira',
  at: 1_000,
  stopsAt: 7_000,
  state,
  message: '',
});
const idsOf = (state: CloseView['state'], rows = sessions) => [
  ...shownSessions({ sessions: rows, closes: [close(state)] }).keys(),
];

describe('sessions that are shown', () => {
  it('[WC1] without a close are the map itself, so that nothing is computed', () => {
    expect(shownSessions({ sessions, closes: [] })).toBe(sessions);
    expect(shownSessions({ sessions, closes: [close('undone')] })).toBe(sessions);
  });

  it('[WC1] leave out what is being closed, and bring it back on undo and on failure', () => {
    expect(idsOf('pending')).toEqual(['b']);
    expect(idsOf('stopping')).toEqual(['b']);
    expect(idsOf('undone')).toEqual(['a', 'b']);
    expect(idsOf('failed')).toEqual(['a', 'b']);
  });

  it('[WC1] leave a stopped session out until its row says that it has ended', () => {
    expect(idsOf('done')).toEqual(['b']);
    expect(idsOf('done', new Map(sessions).set('a', sessionRow('a', { state: 'ended' })))).toEqual([
      'a',
      'b',
    ]);
  });

  it('[WC1] are the same map for the same state', () => {
    const state = { sessions, closes: [close('pending')] };
    expect(shownSessions(state)).toBe(shownSessions(state));
  });

  it('[WC2] only an unfinished close is one that can be told of', () => {
    expect(activeClose({ closes: [close('pending')] }, 'a')?.id).toBe('c-a');
    expect(activeClose({ closes: [close('pending')] }, 'b')).toBeUndefined();
    expect(activeClose({ closes: [close('undone'), close('done')] }, 'a')).toBeUndefined();
  });
});
