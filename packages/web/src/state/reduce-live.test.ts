import { describe, expect, it } from 'vitest';
import { createTail } from '../gallery/tail.ts';
import { createWorld, shownSessionId } from '../gallery/world.ts';
import { hostRow, sessionRow } from '../test/rows.ts';
import { initialLiveState, type LiveState } from './live-state.ts';
import { hasGap, reduceLive } from './reduce-live.ts';
import type { LiveDown } from './wire-types.ts';

const totals = { tokensToday: 1, costMicrosToday: 2, sessions: 3 };
const receive = (state: LiveState, message: LiveDown, sessionId: string | null = null, at = 0) =>
  reduceLive(state, { type: 'received', message, sessionId, at });

function fleet(seq: number, rows = [sessionRow('s1')]): LiveState {
  const message: LiveDown = {
    type: 'fleetSnapshot',
    id: 1,
    seq,
    now: 0,
    hosts: [hostRow('h1')],
    sessions: rows,
    totals,
  };
  return receive(initialLiveState, message);
}

function opened(): LiveState {
  const world = createWorld(0);
  const session = world.sessions[0];
  if (session === undefined) throw new Error('The world is empty.');
  const state = reduceLive(initialLiveState, { type: 'topicOpened', sessionId: session.id });
  return receive(
    state,
    { type: 'sessionSnapshot', id: 2, seq: 10, now: 0, session, ...createTail(session.id, 0) },
    session.id,
  );
}

describe('fleet topic', () => {
  it('knows how many sessions a snapshot leaves out, until one leaves out none', () => {
    const snapshot = (sessionsLeftOut?: number): LiveDown => ({
      ...{ type: 'fleetSnapshot', id: 1, seq: 1, now: 0, hosts: [], sessions: [], totals },
      ...(sessionsLeftOut === undefined ? {} : { sessionsLeftOut }),
    });
    const full = receive(initialLiveState, snapshot(20));
    expect(full.sessionsLeftOut).toBe(20);
    expect(receive(full, snapshot()).sessionsLeftOut).toBe(0);
  });

  it('keeps rows that a snapshot repeats as the same objects', () => {
    const before = fleet(1);
    const after = receive(before, {
      type: 'fleetSnapshot',
      id: 1,
      seq: 2,
      now: 0,
      hosts: [hostRow('h1')],
      sessions: [sessionRow('s1')],
      totals,
    });
    expect(after.sessions.get('s1')).toBe(before.sessions.get('s1'));
  });

  it('removes rows that a snapshot no longer has', () => {
    const after = receive(fleet(1), {
      type: 'fleetSnapshot',
      id: 1,
      seq: 2,
      now: 0,
      hosts: [],
      sessions: [],
      totals,
    });
    expect(after.sessions.size + after.hosts.size).toBe(0);
  });

  it('changes nothing when a delta comes twice or late', () => {
    const newer: LiveDown = {
      type: 'fleetDelta',
      id: 1,
      from: 1,
      seq: 4,
      now: 0,
      hosts: [],
      sessions: [sessionRow('s1', { title: 'new', changeSeq: 4 })],
    };
    const older: LiveDown = {
      type: 'fleetDelta',
      id: 1,
      from: 1,
      seq: 2,
      now: 0,
      hosts: [],
      sessions: [sessionRow('s1', { title: 'old', changeSeq: 2 })],
    };
    const once = receive(fleet(1), newer);
    const again = receive(receive(once, newer), older);
    expect(again.sessions.get('s1')?.title).toBe('new');
    expect(again.sessions.get('s1')).toBe(once.sessions.get('s1'));
    expect(again.fleetSeq).toBe(4);
  });

  it('keeps the totals when a delta has none', () => {
    const after = receive(fleet(1), {
      type: 'fleetDelta',
      id: 1,
      from: 1,
      seq: 2,
      now: 0,
      hosts: [],
      sessions: [],
    });
    expect(after.totals).toEqual(totals);
  });

  it('sees a gap before the first snapshot and after a missing delta, and none where deltas overlap', () => {
    const message = (from: number): LiveDown => ({
      type: 'fleetDelta',
      id: 1,
      from,
      seq: 9,
      now: 0,
      hosts: [],
      sessions: [],
    });
    expect(hasGap(initialLiveState, message(0), null)).toBe(true);
    expect(hasGap(fleet(3), message(4), null)).toBe(true);
    expect(hasGap(fleet(3), message(3), null)).toBe(false);
    expect(hasGap(fleet(3), message(2), null)).toBe(false);
  });
});

describe('session topic', () => {
  it('adds new entries once and in order, and replaces whole agents and tool calls', () => {
    const state = opened();
    const topic = state.topics.get(shownSessionId);
    const [first] = topic?.entries ?? [];
    const agent = topic?.agents.get('a2');
    if (first === undefined || agent === undefined) throw new Error('The tail is empty.');
    const message: LiveDown = {
      type: 'sessionDelta',
      id: 2,
      from: 10,
      seq: 11,
      now: 0,
      agents: [{ ...agent, state: 'done' }],
      toolCalls: [],
      entries: [
        { ...first, seq: 9, uuid: 'u9' },
        { ...first, seq: 10, uuid: 'u10' },
      ],
    };
    const once = receive(state, message, shownSessionId);
    const twice = receive(once, message, shownSessionId);
    const uuids = twice.topics.get(shownSessionId)?.entries.map((entry) => entry.uuid);
    expect(uuids?.slice(-2)).toEqual(['u9', 'u10']);
    expect(new Set(uuids).size).toBe(uuids?.length);
    expect(twice.topics.get(shownSessionId)?.agents.get('a2')?.state).toBe('done');
    expect(twice.topics.get(shownSessionId)?.toolCalls).toBe(state.topics.get(shownSessionId)?.toolCalls);
  });

  it('brings the row of a session that the fleet does not list', () => {
    expect(opened().sessions.has(shownSessionId)).toBe(true);
  });

  it('ignores what arrives for a topic that is closed', () => {
    const closed = reduceLive(opened(), { type: 'topicClosed', sessionId: shownSessionId });
    const message: LiveDown = {
      type: 'sessionDelta',
      id: 2,
      from: 10,
      seq: 11,
      now: 0,
      agents: [],
      toolCalls: [],
      entries: [],
    };
    expect(receive(closed, message, shownSessionId).topics.size).toBe(0);
  });

  it('keeps a bounded tail of a conversation that goes on for ever', () => {
    let state = opened();
    const [first] = state.topics.get(shownSessionId)?.entries ?? [];
    if (first === undefined) throw new Error('The tail is empty.');
    for (let seq = 11; seq < 1_011; seq++) {
      const entries = [{ ...first, seq, uuid: `u${seq}` }];
      state = receive(
        state,
        { type: 'sessionDelta', id: 2, from: seq - 1, seq, now: 0, agents: [], toolCalls: [], entries },
        shownSessionId,
      );
    }
    const tail = state.topics.get(shownSessionId)?.entries ?? [];
    expect(tail.length).toBe(400);
    expect(tail.at(-1)?.seq).toBe(1_010);
  });
});

describe('clock', () => {
  const pong = (now: number): LiveDown => ({ type: 'pong', at: 0, now });

  it('takes the message that was least late for the skew', () => {
    let state = receive(initialLiveState, pong(5_000), null, 0);
    expect(state.skewMs).toBe(5_000);
    state = receive(fleetWithSkew(state), pong(5_900), null, 1_000);
    expect(state.skewMs).toBe(5_000);
    state = receive(state, pong(7_050), null, 2_000);
    expect(state.skewMs).toBe(5_050);
  });

  it('follows a clock that was set', () => {
    const state = receive(
      fleetWithSkew(receive(initialLiveState, pong(5_000), null, 0)),
      pong(100_000),
      null,
      200_000,
    );
    expect(state.skewMs).toBe(-100_000);
  });

  function fleetWithSkew(state: LiveState): LiveState {
    return { ...state, hosts: new Map([['h1', hostRow('h1')]]) };
  }
});
