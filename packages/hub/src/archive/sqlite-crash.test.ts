import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { EntryView } from '@orrery/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gather } from '../test/contract-world.ts';
import { crashLines, crashSession, FILES } from '../test/crash-world.ts';
import { createSqliteArchive } from './sqlite-archive.ts';

const CHILD = fileURLToPath(new URL('../test/crash-child.ts', import.meta.url));

describe('archive after kill -9', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'orrery-crash-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  /** Runs until it has said so many lines after opening, then kills it. True when it ended by itself. */
  async function runChild(killAfter: number): Promise<boolean> {
    const child = spawn(process.execPath, [CHILD, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    let [acks, isDone] = [0, false];
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'done') isDone = true;
      else if (line !== 'open') expect(line).toBe('committed true');
      acks += 1;
      if (acks >= killAfter) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return isDone;
  }

  it('goes on from what was committed: every byte once, every entry once, every token once', async () => {
    // Odd numbers, so that the kills fall at different places within a commit of three files in turn.
    for (const killAfter of [1, 8, 29, 47, 61, 83]) expect(await runChild(killAfter)).toBe(false);
    expect(await runChild(Number.POSITIVE_INFINITY)).toBe(true);

    const archive = await createSqliteArchive({ dataDir });
    for (let index = 0; index < FILES; index += 1) {
      const id = crashSession(index);
      const lines = crashLines(index);
      expect(await gather(archive.raw(id))).toBe(Buffer.concat(lines).toString());
      const entries: EntryView[] = [];
      for (let hasAfter = true; hasAfter; ) {
        const page = await archive.entries(id, { after: entries.at(-1)?.seq ?? 0, limit: 500 });
        entries.push(...page.items);
        hasAfter = page.hasAfter;
      }
      expect(entries.map((entry) => entry.seq)).toEqual(lines.map((_, line) => line + 1));
      expect(new Set(entries.map((entry) => entry.uuid)).size).toBe(lines.length);
      expect(await archive.session(id)).toMatchObject({
        lastSeq: lines.length,
        prompts: lines.length / 2,
        usage: { input: (lines.length / 2) * 10, output: (lines.length / 2) * 5 },
      });
    }
    const { items } = await archive.search({ q: '"line 599 of file 2"', limit: 10 });
    expect(items).toHaveLength(1);
    await archive.close();
  }, 120_000);
});
