import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sessionIdOf, splitLines } from '../index.ts';
import { PUBLIC_FOLDER } from './public-folder.ts';
import { raisedAlerts } from './raised-alerts.ts';
import { FIXTURES, readSessions, recordings } from './recorded-sessions.ts';

/** Recordings of something that did go wrong, and what is said of it. */
const EXPECTED: { readonly [recording: string]: [kind: string, evidence: string][] } = {
  '2.1.330/burn': [['burning', '268k tok/min, over the limit of 200k']],
  '2.1.330/context-full': [['contextFull', 'context 88% of 200k']],
  '2.1.330/cycle': [['looping', 'Bash "cat report.txt" and Bash "touch src.txt" in turn, 6 times']],
  '2.1.330/errors-429': [
    [
      'erroring',
      "6 API errors in a row: 429 This request would exceed your account's rate limit. Please try again later.",
    ],
  ],
  '2.1.330/looping': [
    ['looping', 'same Bash "make all" 12 times'],
    ['erroring', '6 of the last 6 tool calls failed'],
  ],
};

const folder = PUBLIC_FOLDER ?? '';

describe('alerts of recorded sessions', () => {
  it.each(recordings())('[TR35] [TR36] [TR37] %s raises what it should and no more', (recording) => {
    const raised = [...readSessions(join(FIXTURES, recording))].flatMap(([sessionId, files]) => [
      ...raisedAlerts(sessionId, files),
    ]);
    expect(raised).toEqual(EXPECTED[recording] ?? []);
  });

  it.skipIf(PUBLIC_FOLDER === null)('[TR31] are rare in a public collection', () => {
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.jsonl'),
    );
    const counts = new Map<string, number>();
    for (const path of paths) {
      const lines = splitLines(new Uint8Array(readFileSync(join(folder, path))), 0);
      const sessionId = lines.map((line) => sessionIdOf(line.bytes)).find((id) => id !== null) ?? 'none';
      const file = { path, steps: lines.map((line) => ({ type: 'line' as const, agentId: null, line })) };
      for (const [kind, evidence] of raisedAlerts(sessionId, [file])) {
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
        console.info(`${path}: ${evidence}`);
      }
    }
    console.info(`${paths.length} files: ${JSON.stringify([...counts])}`);
    // Waits for a person look like silence in a transcript, so `stuck` is left out.
    const wrong = [...counts].reduce((sum, [kind, count]) => sum + (kind === 'stuck' ? 0 : count), 0);
    expect(wrong).toBeLessThan(paths.length / 20);
  });
});
