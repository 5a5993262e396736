import { OrreryError } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import type { CloseView } from '../../state/wire-types.ts';
import { createControlRig } from '../../test/control-rig.ts';
import { sessionRow } from '../../test/rows.ts';
import { closeNews, undoable } from './close-news.ts';
import { createClosing, stopsIn } from './closing.ts';

const view = (state: CloseView['state'], more: Partial<CloseView> = {}): CloseView => ({
  id: 'c1',
  sessionId: 'a',
  by: 'Ana Ferreira',
  at: 10_000,
  stopsAt: 16_000,
  state,
  message: '',
  ...more,
});

function create() {
  const rig = createControlRig([sessionRow('a', { title: 'Design token audit' }), sessionRow('b')]);
  const closing = createClosing(rig.port);
  const hear = (...closes: CloseView[]) => {
    rig.state = { ...rig.state, closes };
    closing.follow(closes);
  };
  return { rig, closing, hear };
}

describe('closing', () => {
  it('[WC8] asks the hub once, and is busy until the hub takes it up', async () => {
    const { rig, closing, hear } = create();
    closing.close('a');
    closing.close('a');
    expect(rig.calls.map(({ what, id }) => [what, id])).toEqual([['close', 'a']]);
    expect(closing.isAsking('a')).toBe(true);
    hear(view('pending'));
    await rig.calls[0]?.resolve();
    expect(closing.isAsking('a')).toBe(false);
  });

  it('[WC8] shows the time that is left, once, with the way back', () => {
    const { rig, closing, hear } = create();
    closing.close('a');
    hear(view('pending'));
    hear(view('pending'), view('pending', { id: 'c2', sessionId: 'b', by: 'Mei Tanaka' }));
    expect(rig.toasts).toHaveLength(1);
    expect(rig.toasts[0]).toMatchObject({
      title: 'Closing “Design token audit”',
      until: { from: 10_000, to: 16_000 },
      action: { label: 'Undo', keys: 'Z' },
    });
    expect(stopsIn(5_400)).toBe('Stops in 6 s. The transcript stays.');
    rig.toasts[0]?.action?.run();
    expect(rig.calls.at(-1)).toMatchObject({ what: 'undoClose', id: 'a' });
  });

  it('[WC8] is quiet about success and undo, which are read out', () => {
    const { rig, closing, hear } = create();
    closing.close('a');
    hear(view('pending'));
    hear(view('stopping'));
    hear(view('done', { message: 'Design token audit ended.' }));
    expect(rig.dismissed).toContain('close:a');
    expect(rig.announced).toEqual(['Design token audit ended.']);
    closing.close('a');
    hear(view('pending', { id: 'c3' }));
    hear(view('undone', { id: 'c3' }));
    expect(rig.announced.at(-1)).toBe('Undone. Design token audit goes on.');
  });

  it('[WC9] says what did not happen, and tries again when asked', () => {
    const { rig, closing, hear } = create();
    closing.close('a');
    hear(view('pending'));
    hear(view('failed', { message: 'Process 4000 is another program now. Nothing was stopped.' }));
    expect(rig.toasts.at(-1)).toMatchObject({
      title: '“Design token audit” was not closed',
      text: 'Process 4000 is another program now. Nothing was stopped.',
      isError: true,
    });
    rig.toasts.at(-1)?.action?.run();
    expect(rig.calls.map(({ what }) => what)).toEqual(['close', 'close']);
  });

  it('[WC9] that did not reach the hub leaves the session as it is', async () => {
    const { rig, closing } = create();
    closing.close('a');
    await rig.calls[0]?.reject(new OrreryError('unavailable', 'The hub is shutting down.'));
    expect(closing.isAsking('a')).toBe(false);
    expect(rig.toasts.at(-1)).toMatchObject({ text: 'The hub is shutting down. It goes on.', isError: true });
  });

  it('[WC10] says nothing about what others close, but can undo the one that is looked at', () => {
    const { rig, closing, hear } = create();
    hear(view('pending', { by: 'Mei Tanaka' }));
    hear(view('failed', { by: 'Mei Tanaka' }));
    expect(rig.toasts).toEqual([]);
    hear(view('pending', { by: 'Mei Tanaka' }));
    expect(closing.undoable('a')).toBe('a');
    expect(closing.undoable('b')).toBeNull();
  });

  it('[WC10] undoes the newest of its own first', () => {
    const closes = [
      view('pending', { id: '1', sessionId: 'a', at: 1 }),
      view('pending', { id: '2', sessionId: 'b', at: 2 }),
      view('stopping', { id: '3', sessionId: 'c', at: 3 }),
    ];
    expect(undoable(closes, new Set(['a', 'b', 'c']), 'a')).toBe('b');
    expect(undoable(closes, new Set(['a']), 'b')).toBe('a');
    expect(undoable(closes, new Set(), 'c')).toBeNull();
  });

  it('[WC8] notices a close that the hub forgot, and one that failed while the page was away', () => {
    expect(closeNews([view('pending')], [], new Set(['a'])).map(({ kind }) => kind)).toEqual(['gone']);
    expect(closeNews([view('done')], [], new Set(['a']))).toEqual([]);
    expect(closeNews([], [view('failed')], new Set(['a'])).map(({ kind }) => kind)).toEqual(['failed']);
  });
});
