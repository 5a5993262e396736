import type { fromMarkdown } from 'mdast-util-from-markdown';
import { MOST_FLOW_CHARS, showsMore } from './markdown-budget.ts';
import { MOST_NESTED } from './shallow-markdown.ts';

type Root = ReturnType<typeof fromMarkdown>;
type Node = Root['children'][number];

/** What was found in a tree that was made flat enough. */
interface CutTree {
  nodes: number;
  /** It says something that is not drawn: HTML, or the target of a link that stands elsewhere. */
  hasUndrawn: boolean;
  /** A paragraph, heading or cell is longer than a browser lays out at once. */
  hasLongFlow: boolean;
}

const flows = new Set(['paragraph', 'heading', 'tableCell']);

/** Turns what is nested more deeply than `MOST_NESTED` into the text that it was read from. Without recursion: it comes before all that has one. */
export function cutDepth(root: Root, source: string): CutTree {
  const found: CutTree = { nodes: 0, hasUndrawn: false, hasLongFlow: false };
  const open: { children: Node[]; depth: number }[] = [{ children: root.children, depth: 0 }];
  for (let list = open.pop(); list !== undefined; list = open.pop()) {
    const { children, depth } = list;
    for (const [index, node] of children.entries()) {
      found.nodes += 1;
      if (node.type === 'html' || node.type === 'definition') found.hasUndrawn = true;
      if (flows.has(node.type) && showsMore(sourceOf(node, source), MOST_FLOW_CHARS))
        found.hasLongFlow = true;
      if (!('children' in node)) continue;
      if (depth < MOST_NESTED) open.push({ children: node.children as Node[], depth: depth + 1 });
      else children[index] = asText(node, source);
    }
  }
  return found;
}

function asText(node: Node, source: string): Node {
  return { type: 'text', value: sourceOf(node, source) };
}

/** What has no place in the source was made by the parser itself, of what stands around it. */
function sourceOf({ position }: Node, source: string): string {
  return source.slice(position?.start.offset ?? 0, position?.end.offset ?? 0);
}
