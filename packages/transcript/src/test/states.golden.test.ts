import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectedAgents } from './agent-sequence.ts';
import { FIXTURES, hasAgents, recordings } from './recorded-sessions.ts';
import { hasTimeline } from './recorded-timeline.ts';
import { expectedStates } from './state-sequence.ts';

describe('states of recorded sessions', () => {
  it.each(recordings().filter(hasTimeline))(
    '[TR41] %s goes through the states that were read and agreed to',
    (recording) => {
      const expected: unknown = JSON.parse(
        readFileSync(join(FIXTURES, recording, 'expected-states.json'), 'utf8'),
      );
      expect(expectedStates(recording)).toEqual(expected);
    },
  );

  it.each(recordings().filter(hasAgents))('[TR52] %s draws the agents graph as it grew', (recording) => {
    const expected: unknown = JSON.parse(
      readFileSync(join(FIXTURES, recording, 'expected-agents.json'), 'utf8'),
    );
    expect(expectedAgents(recording)).toEqual(expected);
  });
});
