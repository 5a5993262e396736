import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compareVersions, findOldClient } from './old-clients.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'orrery-old-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, lines: unknown[]): string {
  mkdirSync(join(root, 'projects/-p'), { recursive: true });
  const path = join(root, 'projects/-p', `${name}.jsonl`);
  writeFileSync(path, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
  return path;
}

it('[HK10] finds the oldest client that worked lately', () => {
  expect(findOldClient(root, Date.now())).toBeNull();
  write('a', [{ version: '2.1.330' }]);
  write('b', [{ version: '2.1.62' }, { type: 'last-prompt' }]);
  write('c', [{ version: '2.0.76' }]);
  expect(findOldClient(root, Date.now())).toBe('2.0.76');
});

it('[HK10] does not mind what was long ago, was updated since, or is the version of something else', () => {
  const old = write('old', [{ version: '2.0.30' }]);
  utimesSync(old, 1, 1);
  write('updated', [{ version: '2.0.76' }, { version: '2.1.330' }]);
  write('other', [
    { version: '2.1.63', toolUseResult: { version: '0.0.1' } },
    { message: { version: '1.0.0' } },
  ]);
  write('long', [{ version: '2.0.1', text: 'x'.repeat(200_000) }]);
  expect(findOldClient(root, Date.now())).toBeNull();
});

it('[HK10] compares numbers, not letters', () => {
  expect(compareVersions('2.1.9', '2.1.63')).toBeLessThan(0);
  expect(compareVersions('2.1.63', '2.1.63')).toBe(0);
  expect(compareVersions('10.0.0', '9.9.9')).toBeGreaterThan(0);
});
