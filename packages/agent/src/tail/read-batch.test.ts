import { fstatSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_BATCH_LINES } from '@orrery/protocol';
import { expect, onTestFinished, test } from 'vitest';
import type { OpenedFile } from '../files/claude-files.ts';
import { freshCursor } from './cursor.ts';
import { FileIdentities } from './file-identity.ts';
import { defaultReadLimits, readBatch } from './read-batch.ts';

/** Opens a file of that content, as often as it is asked. */
function fileOf(content: string | Buffer): () => OpenedFile {
  const folder = mkdtempSync(join(tmpdir(), 'orrery-read-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 's.jsonl');
  writeFileSync(path, content);
  return () => {
    const fd = openSync(path, 'r');
    return { fd, stats: fstatSync(fd, { bigint: true }) };
  };
}

const options = {
  identities: new FileIdentities(Buffer.alloc(32)),
  limits: defaultReadLimits,
  searchFrom: 0,
  scratch: Buffer.alloc(defaultReadLimits.batchBytes),
};

test('[T41] a file of nothing but newlines is shipped in batches of as many lines as a hub takes', () => {
  const open = fileOf('\n'.repeat(MAX_BATCH_LINES + 5));
  const first = readBatch(open, freshCursor, options);
  expect(first).toMatchObject({
    kind: 'batch',
    batch: { start: 0, end: MAX_BATCH_LINES, lines: MAX_BATCH_LINES },
  });
  if (first.kind !== 'batch') return;
  const second = readBatch(open, first.next, options);
  expect(second).toMatchObject({
    kind: 'batch',
    batch: { start: MAX_BATCH_LINES, lines: 5 },
    hasMore: false,
  });
});

test('[T41] what became several lines after it was searched for its newline is looked at again, not sent as one', () => {
  const size = defaultReadLimits.batchBytes + 100;
  const content = Buffer.alloc(size, 'x');
  content[10] = 10;
  content[size - 1] = 10;
  // A search of the file as it was before has found no newline up to here.
  const result = readBatch(fileOf(content), freshCursor, {
    ...options,
    searchFrom: defaultReadLimits.batchBytes,
  });
  expect(result.kind).toBe('changing');
});
