import { describe, expect, it } from 'vitest';
import { createLiveStore } from './live-store.ts';

describe('live store', () => {
  it('tells readers once, however many events came before the frame', () => {
    const frames: (() => void)[] = [];
    const store = createLiveStore({
      schedule: (task) => {
        frames.push(task);
        return () => {};
      },
    });
    let told = 0;
    const stop = store.subscribe(() => {
      told += 1;
    });
    store.dispatch({ type: 'topicOpened', sessionId: 's1' });
    store.dispatch({ type: 'topicOpened', sessionId: 's2' });
    store.dispatch({ type: 'connectionChanged', connection: { status: 'live' } });
    expect(frames).toHaveLength(1);
    expect(store.state().topics.size).toBe(0);
    expect(store.latest().topics.size).toBe(2);
    frames[0]?.();
    expect(told).toBe(1);
    expect(store.state()).toBe(store.latest());
    stop();
    store.dispatch({ type: 'topicClosed', sessionId: 's1' });
    frames[1]?.();
    expect(told).toBe(1);
  });

  it('asks for no frame when an event changes nothing', () => {
    let frames = 0;
    const store = createLiveStore({
      schedule: () => {
        frames += 1;
        return () => {};
      },
    });
    store.dispatch({ type: 'received', sessionId: null, at: 0, message: { type: 'pong', at: 0, now: 0 } });
    expect(frames).toBe(0);
  });
});
