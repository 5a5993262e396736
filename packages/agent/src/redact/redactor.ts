import { applySpans } from './apply-spans.ts';
import { DotenvMemory } from './dotenv.ts';
import { createKeywordScanner } from './keyword-scanner.ts';
import { LineReader } from './line-reader.ts';
import { collectRules, type Rule } from './rules.ts';
import { RunReader } from './run-reader.ts';
import type { Span } from './span.ts';

/** Overwrites secrets in place, each by a mark of the same number of bytes. Returns how many there were. */
export type Redact = (bytes: Buffer) => number;

/** A redactor with all rules: own ones, and those of a maintained set where its keywords stand. */
export function createRedact(): Redact {
  const rules = [...collectRules(new DotenvMemory())];
  const long = rules.filter(([keyword]) => keyword.length >= 4);
  // The scanner needs four bytes; these few are found by the runtime's own search.
  const short = rules.filter(([keyword]) => keyword.length < 4);
  const scan = createKeywordScanner(long.map(([keyword]) => keyword));
  const longRules = long.map(([, list]) => list);

  return (bytes) => {
    const spans: Span[] = [];
    const reading = { runs: new RunReader(), lines: new LineReader() };
    const visit = (list: readonly Rule[], position: number): void => {
      for (const rule of list) {
        const found = rule(bytes, position, reading);
        if (found.length === 0) continue;
        for (const span of found) spans.push(span);
        return;
      }
    };
    scan(bytes, (keyword, position) => visit(longRules[keyword] as Rule[], position));
    for (const [keyword, list] of short) {
      let at = bytes.indexOf(keyword, 0, 'latin1');
      for (; at !== -1; at = bytes.indexOf(keyword, at + 1, 'latin1')) visit(list, at);
    }
    return spans.length === 0 ? 0 : applySpans(bytes, spans);
  };
}
