import { closeSync, mkdirSync, openSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SyntheticFiles } from './synthetic-files.ts';

/** Characters kept per file before they are written. Bounded, because one session may be larger than a string can be. */
const FLUSH_CHARS = 4 * 1024 * 1024;

/** Writes generated files below one config folder, as the client does: owner only, complete lines, appended. */
export interface FileWriter extends SyntheticFiles {
  /** Writes what waits, one write a file. */
  flush(): void;
  /** Also sets the modification time of everything written since the last call. */
  settle(modifiedAtMs: number): void;
  totals(): { files: number; records: number; bytes: number };
}

export function createFileWriter(root: string): FileWriter {
  const waiting = new Map<string, { lines: string[]; chars: number }>();
  const known = new Set<string>();
  const folders = new Set<string>();
  let touched = new Set<string>();
  let records = 0;
  let bytes = 0;
  let waitingChars = 0;

  const place = (path: string): string => {
    const full = join(root, path);
    const folder = dirname(full);
    if (!folders.has(folder)) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      folders.add(folder);
    }
    touched.add(full);
    return full;
  };
  const write = (path: string, entry: { lines: string[]; chars: number }): void => {
    const data = Buffer.from(`${entry.lines.join('\n')}\n`);
    const file = openSync(place(path), 'a', 0o600);
    try {
      for (let done = 0; done < data.length; ) done += writeSync(file, data, done);
    } finally {
      closeSync(file);
    }
    bytes += data.length;
    waitingChars -= entry.chars;
  };
  const flush = (): void => {
    for (const [path, entry] of waiting) write(path, entry);
    waiting.clear();
  };
  return {
    append: (path, line) => {
      known.add(path);
      records += 1;
      waitingChars += line.length + 1;
      const entry = waiting.get(path);
      if (entry === undefined) {
        waiting.set(path, { lines: [line], chars: line.length + 1 });
        return;
      }
      entry.lines.push(line);
      entry.chars += line.length + 1;
      if (entry.chars > FLUSH_CHARS) {
        write(path, entry);
        waiting.delete(path);
      }
    },
    replace: (path, content) => writeFileSync(place(path), content, { mode: 0o600 }),
    flush,
    settle: (modifiedAtMs) => {
      flush();
      for (const path of touched) utimesSync(path, modifiedAtMs / 1000, modifiedAtMs / 1000);
      touched = new Set();
    },
    totals: () => ({ files: known.size, records, bytes: bytes + waitingChars }),
  };
}
