import { applySpans } from './apply-spans.ts';
import { DotenvMemory, dotenvMark } from './dotenv.ts';
import { createKeywordScanner, type KeywordScanner } from './keyword-scanner.ts';
import { type Line, LineReader, wholeText } from './line-reader.ts';
import { collectRules, type Reading, type Rule } from './rules.ts';
import { RunReader } from './run-reader.ts';
import type { Span } from './span.ts';

/**
 * Overwrites secrets in place, each by a mark of the same number of bytes. Returns how many there were. With a memory,
 * the bytes are complete lines of a transcript: each is judged for itself and by what the memory holds of the lines
 * before it, so that it does not matter where a batch begins or ends. Without one they are one text.
 */
export type Redact = (bytes: Buffer, earlier?: DotenvMemory) => number;

/** Rules ready to run: what the scanner finds, and the few keywords that are too short for it. */
interface Compiled {
  scan: KeywordScanner;
  scanned: Rule[][];
  short: [string, Rule[]][];
  /** Those that remember: they look also where a secret was found already. */
  remembering: Rule[] | undefined;
}

const SCANNED_BYTES = 4;

/** A redactor with all rules: own ones, and those of a maintained set where its keywords stand. */
export function createRedact(): Redact {
  return (bytes, earlier) => {
    const lines = new LineReader(earlier === undefined ? wholeText(bytes) : undefined);
    const spans = findSecrets(bytes, lines, {
      runs: new RunReader(),
      readTo: new Map(),
      valueTo: { end: 0 },
      answers: new Set(),
      dotenv: earlier ?? new DotenvMemory(),
    });
    return spans.length === 0 ? 0 : applySpans(bytes, spans);
  };
}

function findSecrets(bytes: Buffer, lines: LineReader, reading: Reading): Span[] {
  const { scan, scanned, short, remembering } = rules();
  const spans: Span[] = [];
  let coveredTo = 0;
  let line: Line | null = null;
  const visit = (list: readonly Rule[], position: number): void => {
    // Nothing inside a secret is looked at again.
    if (position < coveredTo && list !== remembering) return;
    for (const { find, isWorthIt } of list) {
      if (isWorthIt?.(bytes, position, reading.dotenv) === false) continue;
      const here = lines.lineAt(bytes, position);
      if (here !== line) beginText(reading);
      line = here;
      const { start } = here;
      const found = find(here.bytes, position - start, reading);
      if (found.length === 0) continue;
      for (const span of found) {
        spans.push(start === 0 ? span : { ...span, start: span.start + start, end: span.end + start });
        if (span.start + start <= position) coveredTo = Math.max(coveredTo, span.end + start);
      }
      return;
    }
  };
  scan(bytes, (keyword, position) => visit(scanned[keyword] as Rule[], position));
  for (const [keyword, list] of short) {
    coveredTo = 0;
    line = null;
    // The runtime's own search.
    let at = bytes.indexOf(keyword, 0, 'latin1');
    for (; at !== -1; at = bytes.indexOf(keyword, at + 1, 'latin1')) visit(list, at);
  }
  return spans;
}

function beginText({ runs, readTo, valueTo, answers }: Reading): void {
  runs.clear();
  readTo.clear();
  valueTo.end = 0;
  answers.clear();
}

let compiled: Compiled | null = null;

/** The same for every redactor, and some milliseconds to make: made when the first text comes. */
function rules(): Compiled {
  compiled ??= compile();
  return compiled;
}

function compile(): Compiled {
  const rules = collectRules();
  const all = [...rules];
  const long = all.filter(([keyword]) => keyword.length >= SCANNED_BYTES);
  return {
    scan: createKeywordScanner(long.map(([keyword]) => keyword)),
    scanned: long.map(([, list]) => list),
    short: all.filter(([keyword]) => keyword.length < SCANNED_BYTES),
    remembering: rules.get(dotenvMark),
  };
}
