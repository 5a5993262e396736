import { describe, expect, it } from 'vitest';
import { assignSessions, type Runner, type Transcript } from './assign-sessions.ts';

const runner = (pid: number, startedAtMs: number, more: Partial<Runner> = {}): Runner => ({
  pid,
  startedAtMs,
  givenId: null,
  currentId: null,
  ...more,
});
const transcript = (sessionId: string, createdAtMs: number, changedAtMs: number): Transcript => ({
  sessionId,
  createdAtMs,
  changedAtMs,
});
const assign = (
  runners: Runner[],
  transcripts: Transcript[],
  taken: string[] = [],
): Record<string, unknown> =>
  Object.fromEntries(
    [...assignSessions(runners, transcripts, new Set(taken))].map(([pid, { sessionId, isCertain }]) => [
      pid,
      `${sessionId}${isCertain ? '' : '?'}`,
    ]),
  );

describe('sessions of clients without a registry', () => {
  it('[L34] one client has the newest that changed in its time, or none', () => {
    expect(assign([runner(1, 100)], [transcript('a', 10, 99)])).toEqual({});
    expect(assign([runner(1, 100)], [transcript('a', 10, 99), transcript('b', 10, 120)])).toEqual({ 1: 'b' });
    expect(assign([runner(1, 100)], [transcript('a', 110, 115), transcript('b', 118, 120)])).toEqual({
      1: 'b?',
    });
  });

  it('[L34] what belongs to a registered client is not given away', () => {
    expect(assign([runner(1, 100)], [transcript('a', 110, 130)], ['a'])).toEqual({});
  });

  it('[L34] of several, each keeps what it had; the youngest takes what was created in its time', () => {
    const old = transcript('a', 110, 300);
    const fresh = transcript('b', 210, 220);
    expect(assign([runner(1, 100), runner(2, 200)], [old, fresh])).toEqual({ 1: 'a?', 2: 'b?' });
    expect(assign([runner(1, 100, { currentId: 'b' }), runner(2, 200)], [old, fresh])).toEqual({
      1: 'b?',
      2: 'a?',
    });
  });

  it('[L35] a session that the command line names is certain until another is begun in its time', () => {
    const named = runner(1, 100, { givenId: 'a' });
    expect(assign([named, runner(2, 50)], [transcript('a', 10, 120), transcript('b', 60, 130)])).toEqual({
      1: 'a',
      2: 'b?',
    });
    expect(assign([named], [transcript('a', 10, 120), transcript('b', 125, 130)])).toEqual({ 1: 'a?' });
  });
});
