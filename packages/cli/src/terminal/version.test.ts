import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CLI_VERSION } from './version.ts';

test('the version is the one of the package and of the repository', () => {
  for (const manifest of ['../../package.json', '../../../../package.json']) {
    const { version } = JSON.parse(readFileSync(new URL(manifest, import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(CLI_VERSION).toBe(version);
  }
});
