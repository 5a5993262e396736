import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goldenResult } from './golden-result.ts';
import { FIXTURES, recordings } from './recorded-sessions.ts';

// Writes what the package makes of every recording. Read the difference: the tests only say that it changed.
for (const recording of recordings()) {
  const path = join(FIXTURES, recording, 'expected.json');
  writeFileSync(path, `${JSON.stringify(goldenResult(recording), null, 1)}\n`);
}
