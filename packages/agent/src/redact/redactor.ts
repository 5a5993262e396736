import { matchAssignment, secretWords } from './assignment.ts';
import { DotenvMemory, dotenvMark } from './dotenv.ts';
import { createKeywordScanner } from './keyword-scanner.ts';
import { createMaintainedRule, type MaintainedRule, maintainedKeywords } from './maintained-rules.ts';
import { matchPrivateKey, pemMark } from './private-key.ts';
import { overwrite, type Span } from './span.ts';
import {
  jwtPrefixes,
  matchAuthorization,
  matchJwt,
  matchOldOpenAi,
  matchToken,
  oldOpenAiMark,
  tokenRules,
} from './token-rules.ts';
import { matchUrlPassword } from './url-credentials.ts';

/** Overwrites secrets in place, each by a mark of the same number of bytes. Returns how many there were. */
export type Redact = (bytes: Buffer) => number;

/** Looks at the place of a keyword and says what to overwrite. */
type Handler = (bytes: Buffer, position: number) => Span[];

/** Has to be followed in the line of a tool's result only. */
const RESULT_MARK = 'tool_use_id';

/** A redactor with all rules: own ones, and those of a maintained set where its keywords stand. */
export function createRedact(): Redact {
  const dotenv = new DotenvMemory();
  const handlers = collectHandlers(dotenv);
  const long = [...handlers].filter(([keyword]) => keyword.length >= 4);
  // The scanner needs four bytes; these few are found by the runtime's own search.
  const short = [...handlers].filter(([keyword]) => keyword.length < 4);
  const scan = createKeywordScanner(long.map(([keyword]) => keyword));
  const longHandlers = long.map(([, list]) => list);

  return (bytes) => {
    const spans: Span[] = [];
    const visit = (list: Handler[], position: number): void => {
      for (const handler of list) {
        const found = handler(bytes, position);
        if (found.length === 0) continue;
        spans.push(...found);
        return;
      }
    };
    scan(bytes, (keyword, position) => visit(longHandlers[keyword] ?? [], position));
    for (const [keyword, list] of short) {
      let at = bytes.indexOf(keyword, 0, 'latin1');
      for (; at !== -1; at = bytes.indexOf(keyword, at + 1, 'latin1')) visit(list, at);
    }
    return apply(bytes, spans);
  };
}

/** Own rules before maintained ones: they know JSON's escapes and cut finer. */
function collectHandlers(dotenv: DotenvMemory): Map<string, Handler[]> {
  const handlers = new Map<string, Handler[]>();
  const add = (keyword: string, handler: Handler): void => {
    handlers.set(keyword, [...(handlers.get(keyword) ?? []), handler]);
  };
  const one =
    (match: (bytes: Buffer, position: number) => Span | null): Handler =>
    (bytes, position) => {
      const span = match(bytes, position);
      return span === null ? [] : [span];
    };
  for (const rule of tokenRules)
    add(
      rule.prefix,
      one((bytes, at) => matchToken(bytes, at, rule)),
    );
  for (const prefix of jwtPrefixes) add(prefix, one(matchJwt));
  add(oldOpenAiMark, one(matchOldOpenAi));
  for (const word of ['Bearer', 'bearer', 'Basic'])
    add(
      `${word} `,
      one((b, at) => matchAuthorization(b, at, word)),
    );
  for (const word of secretWords)
    add(
      word,
      one((bytes, at) => matchAssignment(bytes, at, word)),
    );
  add(pemMark, matchPrivateKey);
  add('://', one(matchUrlPassword));
  add(dotenvMark, (bytes, at) =>
    inLine(bytes, at, (start, end) => dotenv.lineNamesDotenv(bytes, at, start, end)),
  );
  add(RESULT_MARK, (bytes, at) =>
    dotenv.isEmpty ? [] : inLine(bytes, at, (start, end) => dotenv.lineHasResult(bytes, start, end)),
  );
  addMaintained(add);
  return handlers;
}

function addMaintained(add: (keyword: string, handler: Handler) => void): void {
  const ready = new Map<string, MaintainedRule>();
  for (const [name, keywords] of Object.entries(maintainedKeywords)) {
    for (const keyword of keywords) {
      add(keyword, (bytes, position) => {
        const rule = ready.get(name) ?? createMaintainedRule(name);
        ready.set(name, rule);
        return rule(bytes, position);
      });
    }
  }
}

function inLine(bytes: Buffer, position: number, find: (start: number, end: number) => Span[]): Span[] {
  const start = bytes.lastIndexOf(10, position) + 1;
  const newline = bytes.indexOf(10, position);
  return find(start, newline === -1 ? bytes.length : newline);
}

function apply(bytes: Buffer, spans: Span[]): number {
  spans.sort((a, b) => a.start - b.start || b.end - a.end);
  let coveredTo = 0;
  let count = 0;
  for (const found of spans) {
    const span = { ...found, start: afterEscape(bytes, found.start) };
    if (span.start >= span.end) continue;
    if (span.start < coveredTo && span.end <= coveredTo) continue;
    // The rest of an overlap continues the mark before it.
    const isRest = span.start < coveredTo;
    overwrite(bytes, isRest ? { start: coveredTo, end: span.end, label: '' } : span);
    if (!isRest && span.label !== '') count += 1;
    coveredTo = span.end;
  }
  return count;
}

const BACKSLASH = 92;
const LETTER_U = 117;

/** Never what a backslash escapes, the four digits of `\u00e9` included: the line would no longer be JSON. */
function afterEscape(bytes: Buffer, start: number): number {
  // The digits first: in `\u00e9` the span may begin at any of them.
  for (let digits = 0; digits < 4; digits += 1) {
    const letter = start - 1 - digits;
    if (bytes[letter] === LETTER_U && isEscaped(bytes, letter)) return letter + 5;
  }
  if (!isEscaped(bytes, start)) return start;
  return bytes[start] === LETTER_U ? start + 5 : start + 1;
}

function isEscaped(bytes: Buffer, at: number): boolean {
  let before = at;
  while (bytes[before - 1] === BACKSLASH) before -= 1;
  return (at - before) % 2 === 1;
}
