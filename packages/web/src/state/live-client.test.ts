import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostRow, sessionRow } from '../test/rows.ts';
import { createRig, type Rig, welcome } from '../test/scripted-hub.ts';
import type { LiveDown, SessionSummary } from './wire-types.ts';

const totals = { tokensToday: 0, costMicrosToday: 0, sessions: 0 };

function snapshot(id: number, seq: number, sessions: SessionSummary[]): LiveDown {
  return { type: 'fleetSnapshot', id, seq, now: 1_000_000, hosts: [hostRow('h1')], sessions, totals };
}

function delta(id: number, from: number, seq: number, sessions: SessionSummary[]): LiveDown {
  return { type: 'fleetDelta', id, from, seq, now: 1_000_000, hosts: [], sessions };
}

function subscriptionOf(rig: Rig, sessionId: string | null) {
  const found = rig.sent.findLast(
    (message) =>
      message.type === 'subscribe' &&
      (sessionId === null
        ? message.topic.kind === 'fleet'
        : message.topic.kind === 'session' && message.topic.sessionId === sessionId),
  );
  return found?.type === 'subscribe' ? found : undefined;
}

function connected(): { rig: Rig; id: number } {
  const rig = createRig();
  rig.receive(welcome());
  return { rig, id: subscriptionOf(rig, null)?.id ?? -1 };
}

describe('live client', () => {
  it('subscribes to the fleet after the welcome and shows its snapshot', () => {
    const { rig, id } = connected();
    rig.receive(snapshot(id, 5, [sessionRow('s1')]));
    expect([...rig.store.state().sessions.keys()]).toEqual(['s1']);
    expect(rig.store.state().connection).toEqual({ status: 'live' });
  });

  it('reconnects after a drop with growing waits, and resumes from where it stood', () => {
    const { rig, id } = connected();
    rig.receive(snapshot(id, 5, [sessionRow('s1')]));
    rig.drop();
    expect(rig.store.state().connection).toMatchObject({
      status: 'reconnecting',
      attempt: 1,
      nextAt: rig.now() + 375,
    });
    rig.pass(375);
    rig.drop();
    expect(rig.store.state().connection).toMatchObject({
      status: 'reconnecting',
      attempt: 2,
      nextAt: rig.now() + 750,
    });
    rig.pass(750);
    rig.receive(welcome());
    expect(subscriptionOf(rig, null)).toMatchObject({ since: 5 });
    expect(rig.store.state().sessions.size).toBe(1);
  });

  it('waits for the network when the browser is offline, and connects at once when told that it is back', () => {
    const { rig } = connected();
    rig.isOnline = false;
    rig.drop();
    expect(rig.store.state().connection.status).toBe('offline');
    rig.pass(60_000);
    expect(rig.connects).toBe(1);
    rig.isOnline = true;
    rig.client.retryNow();
    expect(rig.connects).toBe(2);
  });

  it('does not open a second connection when asked to retry while it is connected', () => {
    const { rig } = connected();
    rig.client.retryNow();
    expect(rig.connects).toBe(1);
  });

  it('drops everything when the archive behind the hub is another one', () => {
    const { rig, id } = connected();
    rig.client.watchSession('s1');
    rig.receive(snapshot(id, 5, [sessionRow('s1')]));
    rig.drop();
    rig.pass(1_000);
    rig.receive(welcome('another'));
    expect(rig.store.state().sessions.size).toBe(0);
    expect(rig.store.state().fleetSeq).toBeNull();
    expect(subscriptionOf(rig, null)).not.toHaveProperty('since');
    expect(subscriptionOf(rig, 's1')).not.toHaveProperty('since');
  });

  it('asks again from where it stands when a delta leaves a gap', () => {
    const { rig, id } = connected();
    rig.receive(snapshot(id, 5, [sessionRow('s1', { title: 'old' })]));
    rig.receive(delta(id, 7, 8, [sessionRow('s1', { title: 'new', changeSeq: 8 })]));
    expect(rig.store.state().sessions.get('s1')?.title).toBe('old');
    const again = subscriptionOf(rig, null);
    expect(again).toMatchObject({ since: 5 });
    expect(again?.id).not.toBe(id);
    rig.receive(delta(again?.id ?? -1, 5, 8, [sessionRow('s1', { title: 'new', changeSeq: 8 })]));
    expect(rig.store.state().sessions.get('s1')?.title).toBe('new');
  });

  it('ignores frames of a subscription that was replaced', () => {
    const { rig, id } = connected();
    rig.receive(snapshot(id, 5, []));
    rig.receive(delta(id, 9, 10, []));
    rig.receive(snapshot(id, 4, [sessionRow('ghost')]));
    expect(rig.store.state().sessions.size).toBe(0);
  });

  it('watches a session once however many parts of the page look at it', () => {
    const { rig } = connected();
    const first = rig.client.watchSession('s1');
    const second = rig.client.watchSession('s1');
    expect(rig.sent.filter((message) => message.type === 'subscribe')).toHaveLength(2);
    first();
    first();
    expect(rig.store.state().topics.has('s1')).toBe(true);
    second();
    expect(rig.store.state().topics.has('s1')).toBe(false);
    expect(rig.sent.at(-1)).toMatchObject({ type: 'unsubscribe' });
  });

  it('tells the topic why a session cannot be shown', () => {
    const { rig } = connected();
    rig.client.watchSession('s1');
    const id = subscriptionOf(rig, 's1')?.id ?? -1;
    rig.receive({ type: 'error', id, kind: 'notFound', message: 'No such session.' });
    expect(rig.store.state().topics.get('s1')?.error).toBe('No such session.');
  });

  it('stops and says so when the hub speaks another version', () => {
    const { rig } = connected();
    rig.receiveText('no JSON');
    expect(rig.store.state().connection.status).toBe('outdated');
    rig.pass(120_000);
    rig.client.retryNow();
    expect(rig.connects).toBe(1);
  });

  it('says when nobody is signed in', () => {
    const { rig } = connected();
    rig.receive({ type: 'error', kind: 'unauthenticated', message: 'Sign in.' });
    expect(rig.unauthenticated).toBe(1);
  });

  it('gives a silent connection up, after asking it twice', () => {
    const { rig } = connected();
    rig.pass(70_000);
    expect(rig.connects).toBeGreaterThan(1);
  });

  it('keeps a connection on which pongs arrive', () => {
    const { rig } = connected();
    for (let turn = 0; turn < 8; turn++) {
      rig.pass(20_000);
      rig.receive({ type: 'pong', at: rig.now(), now: rig.now() });
    }
    expect(rig.connects).toBe(1);
  });

  it('opens no connection after it is closed', () => {
    const { rig } = connected();
    rig.client.close();
    rig.pass(120_000);
    expect(rig.connects).toBe(1);
    expect(rig.isConnected()).toBe(false);
  });
});

type Step =
  | { kind: 'change'; session: number; title: string }
  | { kind: 'flush' }
  | { kind: 'loseFrame' }
  | { kind: 'repeatFrame' }
  | { kind: 'drop' }
  | { kind: 'pass'; ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      session: fc.nat(5),
      title: fc.string({ maxLength: 4 }),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ kind: 'flush' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'loseFrame' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'repeatFrame' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'drop' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 30_000 }) }),
  },
);

/** After a minute of silence the page gives the connection up. */
const givenUpAtTheEnd: Step[] = [{ kind: 'flush' }, { kind: 'pass', ms: 40_000 }];

/** A hub that answers as the protocol says: a delta for `since` when it still can, else a snapshot. */
function createModelHub(rig: Rig, remembers: number) {
  const rows = new Map<string, SessionSummary>();
  let seq = 0;
  let sentSeq: number | null = null;
  let id = -1;
  let answered = 0;
  let last: LiveDown | null = null;
  const send = (message: LiveDown) => {
    last = message;
    rig.receive(message);
  };
  const since = (from: number) => [...rows.values()].filter((row) => row.changeSeq > from);
  return {
    change(key: string, title: string) {
      seq += 1;
      rows.set(key, sessionRow(key, { title, changeSeq: seq }));
    },
    /** Answers what the page has asked for. */
    serve() {
      if (!rig.isConnected()) return;
      if (answered !== rig.connects) {
        answered = rig.connects;
        sentSeq = null;
        id = -1;
        rig.receive(welcome());
      }
      const asked = subscriptionOf(rig, null);
      if (asked === undefined || asked.id === id) return;
      id = asked.id;
      sentSeq = seq;
      if (asked.since !== undefined && seq - asked.since < remembers)
        send(delta(id, asked.since, seq, since(asked.since)));
      else send(snapshot(id, seq, [...rows.values()]));
    },
    flush(isLost: boolean) {
      if (!rig.isConnected() || sentSeq === null || sentSeq === seq) return;
      const message = delta(id, sentSeq, seq, since(sentSeq));
      sentSeq = seq;
      if (!isLost) send(message);
    },
    repeat() {
      if (last !== null && rig.isConnected()) rig.receive(last);
    },
    rows,
  };
}

describe('live client against a hub that loses, repeats and cuts', () => {
  it('ends with the hub’s rows whatever happens on the way', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (steps, remembers) => {
        const rig = createRig();
        const hub = createModelHub(rig, remembers);
        for (const each of steps) {
          if (each.kind === 'change') hub.change(`s${each.session}`, each.title);
          else if (each.kind === 'flush') hub.flush(false);
          else if (each.kind === 'loseFrame') hub.flush(true);
          else if (each.kind === 'repeatFrame') hub.repeat();
          else if (each.kind === 'drop') rig.drop();
          else rig.pass(each.ms);
          hub.serve();
        }
        // Peace: one more change makes a lost frame show, then everything is delivered.
        rig.pass(20_000);
        // This hub answers no ping, so that moment may be the one in which the page gives up and connects anew.
        for (let turn = 0; turn < 60 && !rig.isConnected(); turn += 1) rig.pass(1_000);
        hub.serve();
        hub.change('last', 'x');
        hub.flush(false);
        hub.serve();
        const shown = [...rig.store.state().sessions.values()].sort((a, b) => a.id.localeCompare(b.id));
        const held = [...hub.rows.values()].sort((a, b) => a.id.localeCompare(b.id));
        expect(shown).toEqual(held);
      }),
      { numRuns: 300, examples: [[givenUpAtTheEnd, 1]] },
    );
  });
});
