import { applySpans } from './apply-spans.ts';
import { DotenvMemory } from './dotenv.ts';
import { createKeywordScanner, type KeywordScanner } from './keyword-scanner.ts';
import { LineReader } from './line-reader.ts';
import { collectRules, type Reading, type Rule } from './rules.ts';
import { RunReader } from './run-reader.ts';
import type { Span } from './span.ts';

/** Overwrites secrets in place, each by a mark of the same number of bytes. Returns how many there were. */
export type Redact = (bytes: Buffer) => number;

/** Rules ready to run: what the scanner finds, and the few keywords that are too short for it. */
interface Compiled {
  scan: KeywordScanner;
  scanned: Rule[][];
  short: [string, Rule[]][];
}

const SCANNED_BYTES = 4;

/** A redactor with all rules: own ones, and those of a maintained set where its keywords stand. */
export function createRedact(): Redact {
  const dotenv = new DotenvMemory();
  return (bytes) => {
    const spans = findSecrets(bytes, {
      runs: new RunReader(),
      lines: new LineReader(),
      readTo: new Map(),
      valueTo: { end: 0 },
      dotenv,
    });
    return spans.length === 0 ? 0 : applySpans(bytes, spans);
  };
}

function findSecrets(bytes: Buffer, reading: Reading): Span[] {
  const { scan, scanned, short } = rules();
  const spans: Span[] = [];
  let coveredTo = 0;
  const visit = (list: readonly Rule[], position: number): void => {
    // Nothing inside a secret is looked at again.
    if (position < coveredTo) return;
    for (const rule of list) {
      const found = rule(bytes, position, reading);
      if (found.length === 0) continue;
      for (const span of found) {
        spans.push(span);
        if (span.start <= position) coveredTo = Math.max(coveredTo, span.end);
      }
      return;
    }
  };
  scan(bytes, (keyword, position) => visit(scanned[keyword] as Rule[], position));
  for (const [keyword, list] of short) {
    coveredTo = 0;
    reading.readTo.clear();
    reading.valueTo.end = 0;
    // The runtime's own search.
    let at = bytes.indexOf(keyword, 0, 'latin1');
    for (; at !== -1; at = bytes.indexOf(keyword, at + 1, 'latin1')) visit(list, at);
  }
  return spans;
}

let compiled: Compiled | null = null;

/** The same for every redactor, and some milliseconds to make: made when the first text comes. */
function rules(): Compiled {
  compiled ??= compile();
  return compiled;
}

function compile(): Compiled {
  const all = [...collectRules()];
  const long = all.filter(([keyword]) => keyword.length >= SCANNED_BYTES);
  return {
    scan: createKeywordScanner(long.map(([keyword]) => keyword)),
    scanned: long.map(([, list]) => list),
    short: all.filter(([keyword]) => keyword.length < SCANNED_BYTES),
  };
}
