import type { QueryNode } from '../query/query.ts';
import { createNeedle, findNeedle, type Needle } from './needle.ts';

/** A query ready to be held against entries. All of `required` and none of `excluded` must occur in one entry. */
export interface Matcher {
  /** Longest first: it is the cheapest to look for and the rarest. */
  required: Needle[];
  excluded: Needle[];
}

/** Compiles a query. One without any required term matches nothing. */
export function createMatcher(query: QueryNode): Matcher {
  const required = new Map<string, Needle>();
  const excluded = new Map<string, Needle>();
  collect(query, required, excluded);
  return {
    required: [...required.values()].sort((a, b) => b.bytes.length - a.bytes.length),
    excluded: [...excluded.values()],
  };
}

function collect(node: QueryNode, wanted: Map<string, Needle>, unwanted: Map<string, Needle>): void {
  switch (node.type) {
    case 'text':
      wanted.set(node.text, createNeedle(node.text));
      return;
    case 'not':
      collect(node.node, unwanted, wanted);
      return;
    case 'and':
      for (const child of node.nodes) collect(child, wanted, unwanted);
  }
}

/** Indexes of the entries that match, ascending. Entry `i` is `text[starts[i] .. starts[i + 1])`. */
export function matchEntries(matcher: Matcher, text: Uint8Array, starts: Uint32Array): number[] {
  const [first, ...others] = matcher.required;
  const found: number[] = [];
  if (first === undefined) return found;
  let entry = 0;
  for (let from = 0; ; ) {
    const at = findNeedle(text, first, from, text.length);
    if (at === -1) return found;
    while ((starts[entry + 1] as number) <= at) entry++;
    const begin = starts[entry] as number;
    const end = starts[entry + 1] as number;
    if (at + first.bytes.length > end) {
      from = at + 1;
      continue;
    }
    const isMatch =
      others.every((needle) => findNeedle(text, needle, begin, end) !== -1) &&
      matcher.excluded.every((needle) => findNeedle(text, needle, begin, end) === -1);
    if (isMatch) found.push(entry);
    from = end;
  }
}
