import { describe, expect, it } from 'vitest';
import { hostRow, sessionRow } from '../../test/rows.ts';
import { answerOffer, type ControlFacts, closeOffer, whyNot } from './offer.ts';

const host = hostRow('h1', { name: 'studio-01', hooks: { state: 'installed', detail: '' } });
const facts = (more: Partial<ControlFacts> = {}): ControlFacts => ({
  role: 'operator',
  connection: 'live',
  host,
  ...more,
});
const request = { expiresAt: null };
const answer = (more: Partial<ControlFacts> = {}, asked: typeof request | null = request) =>
  whyNot(answerOffer(facts(more), asked, 1_000));

describe('what can be answered from here', () => {
  it('[WC3] a known request on a reachable machine, by an operator or an admin', () => {
    expect(answer()).toBeNull();
    expect(answer({ role: 'admin' })).toBeNull();
  });

  it('[WC3] says why not: role, hub, machine, agent', () => {
    expect(answer({ role: 'viewer' })).toBe('Your role is viewer. Operators and admins can answer.');
    expect(answer({ role: null })).toMatch(/who you are/);
    expect(answer({ connection: 'reconnecting' })).toMatch(/hub is out of reach/);
    expect(answer({ host: { ...host, state: 'unreachable', allows: [] } })).toBe(
      'studio-01 is unreachable. Answer it when it returns.',
    );
    expect(answer({ host: { ...host, allows: ['close'] } })).toMatch(
      /does not let this hub answer .* orrery agent allow hooks/,
    );
    expect(answer({ host: undefined })).toMatch(/not known/);
  });

  it('[WC3] without hooks names the machine, and offers to set them up', () => {
    const hooks = (state: typeof host.hooks.state) =>
      answerOffer(facts({ host: { ...host, hooks: { state, detail: '' } } }), null, 1_000);
    expect(hooks('absent')).toEqual({
      isOffered: false,
      why: 'Hooks are not installed on studio-01. Answer it there.',
      isSetup: true,
    });
    expect(hooks('installed')).toMatchObject({ isOffered: false, isSetup: false });
    expect(hooks('broken')).toMatchObject({ isSetup: true });
  });

  it('[WC3] does not offer what has expired', () => {
    expect(whyNot(answerOffer(facts(), { expiresAt: 1_000 }, 1_000))).toMatch(/expired/);
    expect(whyNot(answerOffer(facts(), { expiresAt: 1_001 }, 1_000))).toBeNull();
  });
});

describe('what can be closed from here', () => {
  const close = (row = sessionRow('a'), isClosing = false, more: Partial<ControlFacts> = {}) =>
    whyNot(closeOffer(facts(more), row, isClosing));

  it('[WC4] a running session, once', () => {
    expect(close()).toBeNull();
    expect(close(sessionRow('a'), true)).toBe('It is being closed.');
    expect(close(sessionRow('a', { state: 'ended' }))).toBe('It has ended already.');
    expect(close(sessionRow('a', { state: 'unknown' }))).toMatch(/No process/);
    expect(close(sessionRow('a', { state: 'unknown', pid: 7 }))).toBeNull();
  });

  it('[WC4] on a lost machine only when it returns', () => {
    const lost = { host: { ...host, state: 'unreachable' as const } };
    expect(close(sessionRow('a', { state: 'unreachable' }), false, lost)).toBe(
      'studio-01 is unreachable. Close it when it returns.',
    );
  });
});
