import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseRegistryEntry } from './parse-registry-entry.ts';

/** Recordings of every client version, with each registry file as it was written. */
const RECORDINGS = join(import.meta.dirname, '../../../transcript/src/test/fixtures');

it('reads every registry file that the recorded clients wrote', () => {
  const versions = new Map<string, Set<string | null>>();
  for (const entry of recordedEntries()) {
    const parsed = parseRegistryEntry('/root', JSON.stringify(entry));
    expect(parsed?.session).toMatchObject({
      ...{ pid: entry.pid, sessionId: entry.sessionId, source: 'registry', version: entry.version },
      ...{ status: entry.status ?? null, statusSince: entry.statusUpdatedAt ?? entry.updatedAt ?? null },
      ...{ waitingFor: entry.waitingFor ?? null, startedAt: entry.startedAt, entrypoint: entry.entrypoint },
      // Derived names are the folder's, which is shown anyway.
      name: entry.nameSource === 'derived' ? null : (entry.name ?? null),
    });
    const version = String(entry.version);
    versions.set(version, (versions.get(version) ?? new Set()).add(parsed?.session.status ?? null));
  }
  expect([...versions.keys()].sort()).toEqual(['2.1.120', '2.1.197', '2.1.270', '2.1.330']);
  expect(versions.get('2.1.330')).toEqual(new Set([null, 'busy', 'idle', 'shell', 'waiting']));
  expect(versions.get('2.1.120')).toEqual(new Set([null, 'busy', 'idle', 'waiting']));
});

function recordedEntries(): Record<string, unknown>[] {
  return readdirSync(RECORDINGS, { recursive: true, encoding: 'utf8' })
    .map((path) => join(RECORDINGS, path))
    .filter((path) => path.endsWith('timeline.jsonl'))
    .flatMap((path) => readFileSync(path, 'utf8').split('\n').filter(Boolean))
    .map((line) => JSON.parse(line).entry)
    .filter((entry) => entry !== undefined && entry !== null);
}
