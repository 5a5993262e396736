import { describe, expect, it } from 'vitest';
import { initialLiveState, type LiveState } from '../../state/live-state.ts';
import { sessionRow, waitingRow } from '../../test/rows.ts';
import { countUnread, emptyLog, missedWait, type NoticeLog, reduceNotices } from './notice-log.ts';

const fleet = (...sessions: ReturnType<typeof sessionRow>[]): LiveState => ({
  ...initialLiveState,
  fleetSeq: 1,
  sessions: new Map(sessions.map((session) => [session.id, session])),
});
const through = (...states: LiveState[]): NoticeLog => states.reduce(reduceNotices, emptyLog);

describe('notices', () => {
  it('begin and end with the need, newest first', () => {
    const log = through(
      fleet(sessionRow('a'), sessionRow('b')),
      fleet(waitingRow('a', 'permission', 1_000), sessionRow('b')),
      fleet(sessionRow('a', { stateSince: 5_000 }), waitingRow('b', 'question', 6_000)),
    );
    expect(log.notices.map(({ sessionId, at, endedAt }) => [sessionId, at, endedAt])).toEqual([
      ['b', 6_000, null],
      ['a', 1_000, 5_000],
    ]);
    expect(log.notices[1]?.words).toBe('Claude asks to run Bash');
  });

  it('are the same object while nothing begins or ends', () => {
    const log = through(fleet(waitingRow('a', 'permission', 1)));
    expect(reduceNotices(log, fleet(waitingRow('a', 'permission', 1), sessionRow('b')))).toBe(log);
    expect(reduceNotices(emptyLog, initialLiveState)).toBe(emptyLog);
  });

  it('count as unread from the last look on, but not those that were there at first', () => {
    const log = through(
      fleet(waitingRow('a', 'permission', 1_000)),
      fleet(waitingRow('a', 'permission', 1_000), waitingRow('b', 'question', 2_000)),
    );
    expect(countUnread(log, 0)).toBe(1);
    expect(countUnread(log, 2_000)).toBe(0);
  });

  it('tell a new need of one session from an older one', () => {
    const log = through(
      fleet(waitingRow('a', 'permission', 1_000)),
      fleet(waitingRow('a', 'question', 2_000)),
    );
    expect(log.notices.map(({ mark, endedAt }) => [mark, endedAt])).toEqual([
      ['input', null],
      ['permission', 2_000],
    ]);
  });

  it('never grow without end', () => {
    let log = emptyLog;
    for (let turn = 1; turn <= 120; turn += 1) {
      log = reduceNotices(log, fleet(waitingRow(`s${turn}`, 'permission', turn)));
    }
    expect(log.notices).toHaveLength(50);
    expect(log.notices[0]?.sessionId).toBe('s120');
  });
});

describe('a missed wait', () => {
  const log = through(fleet(waitingRow('a', 'permission', 10_000), waitingRow('b', 'question', 50_000)));

  it('is one of more than a minute in which nobody was there', () => {
    expect(missedWait(log, 0, 71_000)).toMatchObject({ notice: { sessionId: 'a' }, waitedMs: 61_000 });
    expect(missedWait(log, 0, 70_000)).toBeNull();
  });

  it('counts only the time away', () => {
    expect(missedWait(log, 40_000, 99_000)).toBeNull();
    expect(missedWait(log, 40_000, 101_000)).toMatchObject({ notice: { sessionId: 'a' } });
  });

  it('is none of an alert, which no answer ends', () => {
    const burning = sessionRow('c', { alerts: [{ kind: 'burning', evidence: '9x', since: 0 }] });
    expect(missedWait(through(fleet(burning)), 0, 1e6)).toBeNull();
  });
});
