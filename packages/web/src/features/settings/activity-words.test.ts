import type { AuditEntry } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { actWords, placeOf, recordedNames } from './activity-words.ts';

const act = (action: AuditEntry['action'], detail = '', more: Partial<AuditEntry> = {}): AuditEntry => ({
  ...{ id: 1, at: 0, actor: 'Ana', actorKind: 'person', address: null, sessionId: null, hostId: null },
  ...{ why: '', message: '', outcome: 'done', action, detail },
  ...more,
});
const what = (...of: Parameters<typeof act>) => actWords(act(...of)).what;

describe('[WA2] activity', () => {
  it('says what was tried where it did not happen', () => {
    expect(what('resetPassword', 'ana@example.com', { outcome: 'failed' })).toBe('Tried to reset a password');
    expect(what('approve', '', { outcome: 'stale' })).toBe('Tried to approve');
    expect(what('signIn', '', { outcome: 'refused' })).toBe('Tried to sign in');
    expect(what('approve')).toBe('Approved');
  });

  it('names the setting that was changed', () => {
    const made = actWords(act('changeSettings', 'Join token added: "lab", 2 uses'));
    expect(made).toEqual({ what: 'Made a join token', detail: '"lab", 2 uses' });
    expect(what('changeSettings', 'API key revoked: "bot" (operator)')).toBe('Revoked an API key');
    expect(what('changeSettings', 'Webhook added: "x"', { outcome: 'failed' })).toBe(
      'Tried to add a webhook',
    );
    expect(actWords(act('changeSettings', 'Something new'))).toEqual({
      what: 'Changed settings',
      detail: 'Something new',
    });
    // The words of others do not choose what is said of an act.
    expect(actWords(act('deny', 'API key added: x'))).toEqual({ what: 'Denied', detail: 'API key added: x' });
  });

  it('names the machine once, and one that is gone by the name that was recorded', () => {
    const log = [
      act('removeHost', 'laptop; its history stays: 1 session', { hostId: 'a' }),
      act('revokeHost', 'older name', { hostId: 'a' }),
      act('join', 'linux x64, key k', { hostId: 'b', actor: 'nine', actorKind: 'machine' }),
    ];
    const names = recordedNames(log);
    expect([...names]).toEqual([
      ['a', 'laptop'],
      ['b', 'nine'],
    ]);
    const hooks = act('changeHooks', 'install', { hostId: 'a' });
    expect(placeOf(hooks, undefined, names)).toBe('laptop');
    expect(placeOf(hooks, 'studio', names)).toBe('studio');
    expect(placeOf({ ...hooks, hostId: 'zz' }, undefined, names)).toBe('a machine that was removed');
    for (const entry of log) expect(placeOf(entry, 'studio', names)).toBeNull();
  });
});
