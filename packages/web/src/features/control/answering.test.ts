import { OrreryError } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { createControlRig, requestRow } from '../../test/control-rig.ts';
import { sessionRow } from '../../test/rows.ts';
import { createAnswering, type Decision } from './answering.ts';
import { createArming, DISARMED_MS } from './arming.ts';
import { shownKey } from './asked.ts';
import { askedDigest } from './asked-digest.ts';

/** How a place names the usual request of a test. */
const keyOf = (id: string) => shownKey(requestRow(id));

function create(...requests: ReturnType<typeof requestRow>[]) {
  const asked = requests.length === 0 ? [requestRow('r1')] : requests;
  const rig = createControlRig([sessionRow('a', { state: 'waiting', requests: asked })]);
  const arming = createArming({ now: () => rig.now });
  const answering = createAnswering(rig.port, arming);
  const answer = (decision: Decision, requestId = 'r1') =>
    answering.answer({ sessionId: 'a', request: named(requestId), place: 'bar', decision });
  const named = (id: string) => asked.find((request) => request.id === id) ?? requestRow(id);
  arming.show('bar', keyOf(asked[0]?.id ?? ''));
  rig.now += DISARMED_MS;
  return { rig, arming, answering, answer };
}

const unreached = new OrreryError('unavailable', 'Approve did not reach studio-01. Nothing ran.');

describe('answers', () => {
  it('[WC6] are sent once, and tell at once that they are under way', () => {
    const { rig, answering, answer } = create();
    const seen: (string | null)[] = [];
    answering.subscribe(() => seen.push(answering.busyOf('r1')));
    answer({ kind: 'approve' });
    answer({ kind: 'approve' });
    answer({ kind: 'deny' });
    expect(rig.calls.map(({ what, id }) => [what, id])).toEqual([['approve', 'r1']]);
    expect(seen).toEqual(['approve']);
  });

  it('[WC5] name the request that was seen, and go nowhere while it is not armed', () => {
    const { rig, arming, answer } = create(requestRow('r1'), requestRow('r2'));
    answer({ kind: 'approve' }, 'r2');
    arming.show('bar', keyOf('r2'));
    answer({ kind: 'approve' }, 'r1');
    answer({ kind: 'approve' }, 'r2');
    expect(rig.calls).toEqual([]);
    expect(rig.toasts).toEqual([]);
    expect(rig.announced).toHaveLength(3);
    rig.now += DISARMED_MS;
    answer({ kind: 'approve' }, 'r2');
    expect(rig.calls.map(({ id }) => id)).toEqual(['r2']);
  });

  it('[WC6] carry rules, answers and the reason', () => {
    const { rig, answer } = create();
    answer({ kind: 'approve', body: { alwaysAllow: [0, 2] } });
    expect(rig.calls[0]?.body).toEqual({ alwaysAllow: [0, 2], digest: askedDigest('a', requestRow('r1')) });
    const other = create();
    other.answer({ kind: 'deny', body: { message: 'Use the staging database.' } });
    expect(other.rig.calls[0]?.body).toEqual({
      message: 'Use the staging database.',
      digest: askedDigest('a', requestRow('r1')),
    });
  });

  it('[WC6] stay under way until the row changes, quietly: success is read out, not shown', async () => {
    const { rig, answering, answer } = create();
    answer({ kind: 'approve' });
    await rig.calls[0]?.resolve();
    expect(answering.busyOf('r1')).toBe('approve');
    expect(rig.toasts).toEqual([]);
    expect(rig.announced).toEqual(['Approved: Bash on studio-01.']);
    rig.pass(10_000);
    expect(answering.busyOf('r1')).toBeNull();
  });

  it('[WC7] that did not arrive say what did not happen, and can be sent again', async () => {
    const { rig, answering, answer } = create();
    answer({ kind: 'approve' });
    await rig.calls[0]?.reject(unreached);
    expect(answering.busyOf('r1')).toBeNull();
    expect(rig.toasts[0]).toMatchObject({
      title: 'Approve did not go through',
      text: 'Approve did not reach studio-01. Nothing ran.',
      isError: true,
    });
    rig.toasts[0]?.action?.run();
    expect(rig.calls.map(({ what }) => what)).toEqual(['approve', 'approve']);
  });

  it('[WC7] to a request that somebody else answered say who, and offer nothing', async () => {
    const { rig, answer } = create();
    answer({ kind: 'deny' });
    await rig.calls[0]?.reject(new OrreryError('conflict', 'Ana Ferreira approved it 2 s ago.'));
    expect(rig.toasts[0]).toMatchObject({ title: 'Ana Ferreira approved it 2 s ago.', isError: false });
    expect(rig.toasts[0]?.action).toBeUndefined();
  });

  it('[WC7] whose connection broke do not claim that nothing happened', async () => {
    const { rig, answer } = create();
    answer({ kind: 'approve' });
    const lost = new OrreryError('unavailable', 'The hub cannot be reached.', { cause: new TypeError('x') });
    await rig.calls[0]?.reject(lost);
    expect(rig.toasts[0]?.title).toBe('Approve may not have reached studio-01');
  });

  it('[WC7] that the machine did not confirm do not claim that nothing happened', async () => {
    const { rig, answer } = create();
    answer({ kind: 'approve' });
    const words = 'studio-01 did not answer. Look at the session: it may have got the answer all the same.';
    await rig.calls[0]?.reject(new OrreryError('unavailable', words));
    expect(rig.toasts[0]).toMatchObject({ title: 'Approve did not go through', text: words });
  });

  it('[WC7] are not sent again once the request is over', async () => {
    const { rig, answer } = create();
    answer({ kind: 'approve' });
    await rig.calls[0]?.reject(unreached);
    rig.state = { ...rig.state, sessions: new Map([['a', sessionRow('a')]]) };
    rig.toasts[0]?.action?.run();
    expect(rig.calls).toHaveLength(1);
    expect(rig.toasts[1]?.title).toBe('The request is over. Nothing was sent.');
  });

  it('[WC3] of a viewer, or without the hub, are not sent, and the person hears why', () => {
    const { rig, answer } = create();
    rig.role = 'viewer';
    answer({ kind: 'approve' });
    rig.role = 'operator';
    rig.state = { ...rig.state, connection: { status: 'offline', lostAt: 0 } };
    answer({ kind: 'approve' });
    expect(rig.calls).toEqual([]);
    expect(rig.toasts.map(({ title }) => title)).toEqual([
      'Your role is viewer. Operators and admins can answer.',
      'The hub is out of reach. Wait until the page is live again.',
    ]);
  });
});
