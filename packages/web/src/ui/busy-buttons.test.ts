import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const src = join(import.meta.dirname, '..');

it('[WF1] no control is disabled while it is under way: that would take the focus from whoever pressed it', () => {
  const files = globSync('**/*.tsx', { cwd: src });
  expect(files.length).toBeGreaterThan(100);
  const found = files.filter((file) =>
    /(?<![-\w])disabled=\{[^}]*(isPending|isBusy|isFetching|isLoading)/.test(
      readFileSync(join(src, file), 'utf8'),
    ),
  );
  expect(found).toEqual([]);
});
