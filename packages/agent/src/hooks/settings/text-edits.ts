import type { Node } from 'jsonc-parser';

/** Replaces a range of a text. */
export interface TextEdit {
  start: number;
  end: number;
  text: string;
}

/** Applies edits that do not overlap. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((result, { start, end, text: by }) => result.slice(0, start) + by + result.slice(end), text);
}

/** How a settings file is laid out. */
interface Layout {
  newline: string;
  unit: string;
}

/**
 * Adds a member at the end of an object or list without touching a byte that is there. `label` is the property's name in
 * an object. What `removeMembers` takes out again is exactly what was put in here.
 */
export function insertMember(
  text: string,
  container: Node,
  { value, label }: { value: unknown; label?: string },
): TextEdit {
  const layout = layoutOf(text);
  const last = container.children?.at(-1);
  const inner = text.slice(container.offset + 1, container.offset + container.length - 1);
  const isPretty = /[\r\n]/.test(inner);
  const outer = indentOfLine(text, container.offset);
  const indent =
    last === undefined ? outer + layout.unit : (ownIndent(text, last.offset) ?? outer + layout.unit);
  const name = label === undefined ? '' : `${JSON.stringify(label)}: `;
  const gap = isPretty ? layout.newline + indent : '';
  if (last === undefined) {
    // Nothing is put behind it: what is there up to the bracket stays, and a removal need not know whose blanks they are.
    const at = container.offset + 1;
    const json = isPretty ? pretty(value, indent, layout) : pretty(value, outer, layout);
    return { start: at, end: at, text: `${gap}${name}${json}` };
  }
  const json = isPretty ? pretty(value, indent, layout) : JSON.stringify(value);
  return { start: endOf(last), end: endOf(last), text: `,${isPretty ? gap : ' '}${name}${json}` };
}

/** Takes members out of an object or list, with the comma and the blanks that go with each. Comments stay. */
export function removeMembers(text: string, container: Node, gone: ReadonlySet<Node>): TextEdit[] {
  const all = container.children ?? [];
  const left = all.filter((node) => !gone.has(node));
  if (left.length === 0) return removeAll(text, container, all);
  const firstLeft = all.findIndex((node) => !gone.has(node));
  return all.flatMap((node, index) => {
    if (!gone.has(node)) return [];
    const before = all[index - 1];
    const next = all[index + 1];
    // Up to the first one that stays, the comma behind goes with each; from there on, the comma before.
    if (index < firstLeft)
      return next === undefined ? [] : cutWithGap(text, node, [endOf(node), next.offset]);
    return before === undefined ? [] : cutWithGap(text, node, [endOf(before), node.offset]);
  });
}

/**
 * One member with what stands between it and a neighbour. Only a comma and blanks there: all goes. A comment there stays,
 * and only the comma goes.
 */
function cutWithGap(text: string, node: Node, [gapStart, gapEnd]: [number, number]): TextEdit[] {
  const gap = text.slice(gapStart, gapEnd);
  if (/^\s*,\s*$/.test(gap)) {
    return [{ start: Math.min(node.offset, gapStart), end: Math.max(endOf(node), gapEnd), text: '' }];
  }
  const comma = gapStart + commaOutsideComments(gap);
  return [
    { start: node.offset, end: endOf(node), text: '' },
    { start: comma, end: comma + 1, text: '' },
  ];
}

function endOf(node: Node): number {
  return node.offset + node.length;
}

function removeAll(text: string, container: Node, all: readonly Node[]): TextEdit[] {
  const [first] = all;
  const last = all.at(-1);
  if (first === undefined || last === undefined) return [];
  const open = container.offset + 1;
  const close = container.offset + container.length - 1;
  const lastEnd = last.offset + last.length;
  const before = text.slice(open, first.offset);
  const behind = text.slice(lastEnd, close);
  // What is inside and not ours (comments) stays; blanks and a last comma go with the members.
  const start = before.trim() === '' ? open : first.offset;
  // A comma that stood behind the last member goes; blanks there were there before.
  const end = lastEnd + (/^\s*,/.exec(behind)?.[0].length ?? 0);
  const between = all.slice(1).map((node, index) => {
    const previous = all[index];
    return previous === undefined ? '' : text.slice(previous.offset + previous.length, node.offset);
  });
  const comments = between.filter((gap) => !/^\s*,\s*$/.test(gap)).map((gap) => withoutComma(gap));
  return [{ start, end, text: comments.join('') }];
}

function withoutComma(gap: string): string {
  const at = commaOutsideComments(gap);
  return gap.slice(0, at) + gap.slice(at + 1);
}

/** Place of the separating comma in what stands between two members. */
function commaOutsideComments(gap: string): number {
  const blank = (comment: string): string => ' '.repeat(comment.length);
  return gap.replace(/\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g, blank).indexOf(',');
}

function pretty(value: unknown, indent: string, { newline, unit }: Layout): string {
  return JSON.stringify(value, null, unit)
    .split('\n')
    .join(newline + indent);
}

function layoutOf(text: string): Layout {
  const newline = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  const unit = /[\r\n]([ \t]+)"/.exec(text)?.[1] ?? '  ';
  // JSON.stringify cuts a unit at ten characters.
  return { newline, unit: unit.length > 8 ? '  ' : unit };
}

/** Blanks at the start of the line that holds a place. */
function indentOfLine(text: string, offset: number): string {
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
}

/** Indent of what begins its line; null when something stands before it. */
function ownIndent(text: string, offset: number): string | null {
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const before = text.slice(lineStart, offset);
  return /^[ \t]*$/.test(before) && lineStart > 0 ? before : null;
}
