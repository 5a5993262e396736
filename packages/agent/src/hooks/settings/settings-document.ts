import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';

/** A settings file whose bytes can be edited in place. */
export interface SettingsDocument {
  kind: 'settings';
  text: string;
  root: Node;
}

/** Why a settings file is left alone. */
export interface UnusableSettings {
  kind: 'unusable';
  /** Continues "settings.json ...". */
  problem: string;
}

const BOM = '\ufeff';

/** Settings have ten levels at most; the parser calls itself for each, and thousands would exhaust its stack. */
const MAX_DEPTH = 200;

/**
 * Where a text is more than plain JSON, in words; null where it is not. Clients skip such a file without a word (seen with
 * 2.1.330), whatever is in it.
 */
export function findBeyondJson({ text }: SettingsDocument): string | null {
  const body = withoutMark(text);
  const errors: ParseError[] = [];
  parseTree(body, errors, { disallowComments: true, allowTrailingComma: false });
  const [error] = errors;
  return error === undefined ? null : placeOf(body, error.offset);
}

/** Comments and a comma before a closing bracket are allowed, as some editors leave them. An empty file counts as `{}`. */
export function parseSettingsText(text: string): SettingsDocument | UnusableSettings {
  const body = withoutMark(text);
  if (body.trim() === '') return parseSettingsText(`${text}{}`);
  if (isTooDeep(body)) return unusable('is nested too deeply');
  const errors: ParseError[] = [];
  const root = parseTree(body, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined || root === undefined) {
    return unusable(`is not valid JSON${error === undefined ? '' : ` (${describe(body, error)})`}`);
  }
  if (root.type !== 'object') return unusable('does not hold a JSON object');
  if (namesOf(root).filter((name) => name === 'hooks').length > 1) return unusable('has "hooks" twice');
  const hooks = memberOf(root, 'hooks');
  if (hooks !== null && hooks.type !== 'object')
    return unusable('has something in "hooks" that is not an object');
  const events = hooks === null ? [] : namesOf(hooks);
  const twice = events.find((name, index) => events.indexOf(name) !== index);
  if (twice !== undefined) return unusable(`has "hooks.${twice}" twice`);
  for (const property of hooks?.children ?? []) {
    const [name, list] = property.children ?? [];
    if (list?.type !== 'array')
      return unusable(`has something in "hooks.${String(name?.value)}" that is not a list`);
  }
  return { kind: 'settings', text, root };
}

/** Bytes to text; null where they are not UTF-8. A byte order mark stays in the text. */
export function decodeSettings(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Value of a property of an object node. */
export function memberOf(object: Node, name: string): Node | null {
  const property = object.children?.find(({ children }) => children?.[0]?.value === name);
  return property?.children?.[1] ?? null;
}

function isTooDeep(text: string): boolean {
  const scanner = createScanner(text, true);
  let depth = 0;
  // Only the end of the text is a token without a length.
  for (scanner.scan(); scanner.getTokenLength() > 0; scanner.scan()) {
    const first = text.charAt(scanner.getTokenOffset());
    if (first === '{' || first === '[') depth += 1;
    if (first === '}' || first === ']') depth -= 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

function namesOf(object: Node): string[] {
  return object.children?.map(({ children }) => String(children?.[0]?.value)) ?? [];
}

/** A blank in place of the mark keeps the offsets. */
function withoutMark(text: string): string {
  return text.startsWith(BOM) ? ` ${text.slice(1)}` : text;
}

function unusable(problem: string): UnusableSettings {
  return { kind: 'unusable', problem };
}

function describe(text: string, error: ParseError): string {
  const words = printParseErrorCode(error.error)
    .replace(/([A-Z])/g, ' $1')
    .trim()
    .toLowerCase();
  return `${placeOf(text, error.offset)}: ${words}`;
}

function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}
