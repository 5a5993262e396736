import { describe, expect, it } from 'vitest';
import { sessionRow, waitingRow } from '../test/rows.ts';
import { groupOf, markOf, whatIsAsked } from './session-status.ts';

const burning = [{ kind: 'burning' as const, evidence: '9x', since: 0 }];

describe('mark of a session', () => {
  it('is the alert when there is one that needs a person', () => {
    expect(markOf(sessionRow('a', { alerts: burning }))).toBe('burning');
    expect(groupOf(sessionRow('a', { alerts: burning }))).toBe('needsYou');
  });

  it('is the state when the alert is only a remark', () => {
    const remark = [{ kind: 'contextFull' as const, evidence: '96%', since: 0 }];
    expect(markOf(sessionRow('a', { alerts: remark }))).toBe('working');
  });

  it('forgets alerts of a session that is over', () => {
    expect(groupOf(sessionRow('a', { state: 'ended', alerts: burning }))).toBe('ended');
    expect(groupOf(sessionRow('a', { state: 'unreachable', alerts: burning }))).toBe('unreachable');
  });

  it('tells a permission from a question', () => {
    expect(markOf(waitingRow('a', 'permission', 0))).toBe('permission');
    expect(markOf(waitingRow('a', 'question', 0))).toBe('input');
  });

  it('keeps what is not known apart from what is idle', () => {
    expect(groupOf(sessionRow('a', { state: 'unknown' }))).toBe('unknown');
  });
});

it('names who asks and the tool', () => {
  expect(whatIsAsked(waitingRow('a', 'permission', 0), 'test-runner')).toBe('test-runner asks to run Bash');
  expect(whatIsAsked(waitingRow('a', 'question', 0))).toBe('Claude asks a question');
  expect(whatIsAsked(sessionRow('a'))).toBe('');
});
