import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectedAgents } from './agent-sequence.ts';
import { goldenResult } from './golden-result.ts';
import { FIXTURES, hasAgents, recordings } from './recorded-sessions.ts';
import { hasTimeline } from './recorded-timeline.ts';
import { expectedStates } from './state-sequence.ts';

// Writes what the package makes of every recording. Read the difference: the tests only say that it changed.
for (const recording of recordings()) {
  const write = (name: string, value: unknown): void =>
    writeFileSync(join(FIXTURES, recording, name), `${JSON.stringify(value, null, 1)}\n`);
  write('expected.json', goldenResult(recording));
  if (!hasTimeline(recording)) continue;
  write('expected-states.json', expectedStates(recording));
  if (hasAgents(recording)) write('expected-agents.json', expectedAgents(recording));
}
