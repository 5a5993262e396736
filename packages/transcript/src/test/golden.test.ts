import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { goldenResult } from './golden-result.ts';
import { FIXTURES, recordings } from './recorded-sessions.ts';

describe('recorded transcripts', () => {
  it.each(recordings())('[TR1] %s becomes what was read and agreed to', (recording) => {
    const expected: unknown = JSON.parse(readFileSync(join(FIXTURES, recording, 'expected.json'), 'utf8'));
    expect(JSON.parse(JSON.stringify(goldenResult(recording)))).toEqual(expected);
  });

  it('[TR1] has every client version that is told apart', () => {
    const versions = new Set(recordings().map((recording) => recording.split('/')[0]));
    expect([...versions].sort()).toEqual([
      '2.0.30',
      '2.0.76',
      '2.1.120',
      '2.1.19',
      '2.1.197',
      '2.1.270',
      '2.1.330',
    ]);
  });
});
