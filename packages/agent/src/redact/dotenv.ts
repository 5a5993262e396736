import { byteClass, isWordStart } from './byte-class.ts';
import { LineReader } from './line-reader.ts';
import type { Span } from './span.ts';

/** Part of the name of every dotenv file. */
export const dotenvMark = '.env';

const AFTER_NAME = byteClass(/["'\\.\s)`;|&<>]/);
const NAMES_FILE = /"(?:filePath|file_path)":"[^"]*\.env(?:\.[\w.-]+)?"/;
const VALUE_END = /["\\\n]/;
/** At the beginning of a line of the file; the tool that reads files puts line numbers with a tab or an arrow before it. */
const ASSIGNMENT = /(?:"|\\n|\\t|\u0092)(?:export +)?[A-Z][A-Z0-9_]*=(?![=$])(?:\\+")?/g;
const MIN_VALUE_BYTES = 4;
const TOOL_USE_ID = /"(?:id|tool_use_id)":"(toolu_[A-Za-z0-9_]{6,64})"/g;
const TOOL_RESULT = 'tool_result';
const MAX_REMEMBERED = 512;

/**
 * Knows in which lines a dotenv file is shown: one that gives its path (read, written), or the result of a tool call
 * that named it (`cat .env`). The ids of such calls are all that redaction takes from one line of a file to the next.
 */
export class DotenvMemory {
  readonly #toolUses = new Set<string>();

  get isEmpty(): boolean {
    return this.#toolUses.size === 0;
  }

  /** Takes in lines that are not to be redacted now: what is remembered after them is the same as if they had been. */
  learn(bytes: Buffer): void {
    const lines = new LineReader();
    for (let at = bytes.indexOf(dotenvMark); at !== -1; ) {
      const line = lines.lineAt(bytes, at);
      const isNamed = namesDotenv(line.bytes, at - line.start);
      if (isNamed) this.#remember(line.bytes.toString('latin1'));
      at = bytes.indexOf(dotenvMark, isNamed ? line.end : at + 1);
    }
  }

  /** Values in a line in which a dotenv file is named at `position`. */
  lineNamesDotenv(bytes: Buffer, position: number, answers: Set<string>): Span[] {
    // A line says no more when it is read again.
    if (answers.has(dotenvMark) || !namesDotenv(bytes, position)) return [];
    answers.add(dotenvMark);
    const line = bytes.toString('latin1');
    this.#remember(line);
    return NAMES_FILE.test(line) ? valuesIn(line) : [];
  }

  /** Values in a line when it is the result of a remembered call. */
  lineHasResult(bytes: Buffer, answers: Set<string>): Span[] {
    if (answers.has(TOOL_RESULT)) return [];
    answers.add(TOOL_RESULT);
    const line = bytes.toString('latin1');
    for (const [, id = ''] of line.matchAll(TOOL_USE_ID)) {
      if (this.#toolUses.has(id) && line.includes(`"${TOOL_RESULT}"`)) return valuesIn(line);
    }
    return [];
  }

  #remember(line: string): void {
    if (!line.includes('"tool_use"')) return;
    for (const [, id = ''] of line.matchAll(TOOL_USE_ID)) this.#toolUses.add(id);
    for (const id of this.#toolUses) {
      if (this.#toolUses.size <= MAX_REMEMBERED) break;
      this.#toolUses.delete(id);
    }
  }
}

function namesDotenv(line: Buffer, position: number): boolean {
  return isWordStart(line, position) && AFTER_NAME[line[position + dotenvMark.length] as number] === 1;
}

function valuesIn(line: string): Span[] {
  const spans: Span[] = [];
  for (const match of line.matchAll(ASSIGNMENT)) {
    const start = match.index + match[0].length;
    const length = line.slice(start, start + 4096).search(VALUE_END);
    if (length < MIN_VALUE_BYTES) continue;
    spans.push({ start, end: start + length, label: 'env' });
  }
  return spans;
}
