import type { SessionSummary } from '@orrery/protocol';
import type { Entry } from '@orrery/transcript';
import { describe, expect, it } from 'vitest';
import type { CommittedChange } from '../ingest/unit-of-work.ts';
import type { ArchiveChange } from './archive.ts';
import { createChangeFeed } from './change-feed.ts';

const change = (seq: number, sessionId: string): CommittedChange => ({
  seq,
  hosts: [],
  sessions: [{ id: sessionId, changeSeq: seq } as SessionSummary],
  details: [{ sessionId, agents: [], toolCalls: [], entries: [{ seq } as Entry] }],
  removed: { hosts: [], sessions: [] },
  isTotalsChanged: seq === 3,
});

describe('change feed', () => {
  it('passes the first change on at once and merges what comes while the receiver is busy', () => {
    const got: ArchiveChange[] = [];
    const totals = { tokensToday: 1, costMicrosToday: 2, sessions: 3 };
    const feed = createChangeFeed({ deliver: (delivered) => got.push(delivered), totals: () => totals });
    feed.push(change(1, 'a'));
    expect(got).toHaveLength(1);
    for (const seq of [2, 3, 4]) feed.push(change(seq, seq === 3 ? 'b' : 'a'));
    expect(got).toHaveLength(1);
    feed.taken();
    expect(got).toHaveLength(2);
    expect(got[0]).toMatchObject({ seq: 1, totals: null });
    expect(got[1]).toMatchObject({ seq: 4, totals });
    expect(got[1]?.sessions).toEqual([
      { id: 'a', changeSeq: 4 },
      { id: 'b', changeSeq: 3 },
    ]);
    const entries = got[1]?.details.map((details) => details.entries.map((entry) => entry.seq));
    expect(entries).toEqual([[2, 4], [3]]);
    feed.taken();
    expect(got).toHaveLength(2);
  });

  it('holds no more of a conversation than a page can use, however long the receiver is busy', () => {
    const got: ArchiveChange[] = [];
    const totals = { tokensToday: 0, costMicrosToday: 0, sessions: 0 };
    const feed = createChangeFeed({ deliver: (delivered) => got.push(delivered), totals: () => totals });
    for (let seq = 1; seq <= 2_000; seq += 1) feed.push(change(seq, 'a'));
    feed.taken();
    const kept = got[1]?.details[0]?.entries.map((entry) => entry.seq) ?? [];
    expect([kept.length, kept.at(-1)]).toEqual([500, 2_000]);
  });
});
