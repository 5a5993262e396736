import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseLine, sessionIdOf, splitLines } from '../index.ts';
import { PUBLIC_FOLDER } from './public-folder.ts';
import { ReplayedSession } from './replayed-session.ts';

/** Every type that this package explains: none of them may come out as unknown for its type. */
const EXPLAINED =
  /^record of unknown type "(user|assistant|system|attachment|progress|summary|queue-operation|file-history|last-prompt)/;

function transcriptsOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'))
    .map((entry) => join(entry.parentPath, entry.name));
}

describe.skipIf(PUBLIC_FOLDER === null)('a public collection', () => {
  it('[TR31] is read without a surprise', () => {
    const counts = { known: 0, unknown: 0, malformed: 0, blank: 0 };
    const surprises: string[] = [];
    const files = transcriptsOf(PUBLIC_FOLDER ?? '');
    for (const path of files) {
      const bytes = new Uint8Array(readFileSync(path));
      const lines = splitLines(bytes, 0);
      const sessionId = lines.map((line) => sessionIdOf(line.bytes)).find((id) => id !== null) ?? 'none';
      const session = new ReplayedSession(sessionId);
      for (const line of lines) {
        const { outcome, draft } = parseLine(line);
        counts[outcome] += 1;
        if (outcome === 'unknown' && EXPLAINED.test(draft?.note ?? ''))
          surprises.push(`${path}: ${draft?.note}`);
        session.apply({ type: 'line', agentId: null, line });
      }
      const facts = session.projection.facts();
      expect(facts.toolCalls).toBeGreaterThanOrEqual(session.calls.size);
      expect(JSON.stringify(session.projection.save()).length).toBeLessThan(200_000);
      session.restart();
      expect(session.projection.facts()).toEqual(facts);
    }
    console.info(`${files.length} files: ${JSON.stringify(counts)}`);
    expect(surprises).toEqual([]);
    expect(counts.known).toBeGreaterThan(0);
  });
});
