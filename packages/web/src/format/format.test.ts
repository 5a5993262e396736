import { describe, expect, it } from 'vitest';
import { formatCost, formatRate, formatTokens } from './amount.ts';
import { addLines, BUCKET_MS, BUCKETS, burnLine, burnPerMinute, linePoints } from './burn.ts';
import { formatAgo, formatDuration, formatToolTime, formatWait } from './duration.ts';
import { counted, formatModel, initialsOf } from './name.ts';
import { withinFolder } from './within-folder.ts';

const MINUTE = 60_000;

describe('times', () => {
  it('are told in the two units that matter', () => {
    expect([0, 6_000, 4 * MINUTE, 66 * MINUTE, 51 * 60 * MINUTE].map(formatDuration)).toEqual([
      '0s',
      '6s',
      '4m',
      '1h 06m',
      '2d 3h',
    ]);
  });

  it('of waits go to the second below an hour', () => {
    expect([52_000, 252_000, 3_600_000].map(formatWait)).toEqual(['52s', '4m 12s', '1h 00m']);
  });

  it('under two seconds are now, also when a clock is ahead', () => {
    expect([-500, 1_999, 2_000].map(formatAgo)).toEqual(['just now', 'just now', '2s']);
  });

  it('of tools have a decimal below a minute', () => {
    expect([90, 38_200, 95_000].map(formatToolTime)).toEqual(['0.1s', '38.2s', '1m 35s']);
  });
});

describe('amounts', () => {
  it('of tokens have three figures and no idle zeros', () => {
    expect([0, 940, 9_400, 148_000, 999_700, 1_240_000, 41_200_000, 200_000].map(formatTokens)).toEqual([
      '0',
      '940',
      '9.4k',
      '148k',
      '1M',
      '1.24M',
      '41.2M',
      '200k',
    ]);
  });

  it('a minute have one decimal', () => {
    expect([0, 940, 1_200, 38_400, 77_000].map(formatRate)).toEqual(['0', '940', '1.2k', '38.4k', '77.0k']);
  });

  it('of money have two decimals, and nothing is a dash', () => {
    expect([0, 4_000, 6_420_000, 1_204_000_000].map(formatCost)).toEqual(['-', '-', '$6.42', '$1,204.00']);
  });
});

describe('names', () => {
  it('of models are short, and unknown ones stay', () => {
    const names = [
      'claude-opus-4-5-20251101',
      'claude-sonnet-4-20250514',
      'claude-3-5-haiku-20241022',
      'claude-sonnet-4-5[1m]',
      'gpt-9',
    ];
    expect(names.map(formatModel)).toEqual(['Opus 4.5', 'Sonnet 4', 'Haiku 3.5', 'Sonnet 4.5', 'gpt-9']);
  });

  it('of people become two letters', () => {
    expect(['Ana Ferreira', 'root', 'mei.tanaka', '田中', ''].map(initialsOf)).toEqual([
      'AF',
      'RO',
      'MT',
      '田中',
      '?',
    ]);
  });

  it('are counted in words', () => {
    expect([counted(1, 'machine'), counted(0, 'machine')]).toEqual(['1 machine', '0 machines']);
  });
});

describe('burn lines', () => {
  const now = 100 * BUCKET_MS + BUCKET_MS / 2;

  it('hold 24 buckets up to now, and leave older and future ones out', () => {
    const line = burnLine(
      [
        [70, 9],
        [77, 1],
        [100, 5],
        [102, 7],
      ],
      now,
    );
    expect(line).toHaveLength(BUCKETS);
    expect([line[0], line.at(-1)]).toEqual([1, 5]);
    expect(line.reduce((sum, value) => sum + value, 0)).toBe(6);
  });

  it('give a rate over the time that the last two buckets cover', () => {
    expect(
      burnPerMinute(
        [
          [99, 1_000],
          [100, 500],
        ],
        now,
      ),
    ).toBeCloseTo(1_500 / ((1.5 * BUCKET_MS) / MINUTE));
    expect(burnPerMinute([[90, 1_000]], now)).toBe(0);
  });

  it('look calm when they are calm', () => {
    const [first] = linePoints([10, 10], 96, 17, 3_000);
    expect(first?.[1]).toBeGreaterThan(15);
    const [, peak] = linePoints([0, 9_000], 96, 17, 3_000);
    expect(peak?.[1]).toBe(1);
  });

  it('add up', () => {
    expect(addLines([burnLine([[100, 5]], now), burnLine([[100, 2]], now)]).at(-1)).toBe(7);
  });
});

describe('paths', () => {
  it('below the folder of the session are told from there', () => {
    expect(withinFolder('/home/ana/app/src/a.ts', '/home/ana/app')).toBe('src/a.ts');
    expect(withinFolder('diff /w/a /w/b', '/w')).toBe('diff a b');
    expect(withinFolder('C:\\work\\shop\\e2e\\a.ts', 'C:\\work\\shop')).toBe('e2e\\a.ts');
    expect(withinFolder('/home/ana/application/a.ts', '/home/ana/app')).toBe('/home/ana/application/a.ts');
  });

  it('stay as they are without a folder, or in the root', () => {
    expect(withinFolder('/etc/hosts', null)).toBe('/etc/hosts');
    expect(withinFolder('/etc/hosts', '/')).toBe('/etc/hosts');
  });
});
