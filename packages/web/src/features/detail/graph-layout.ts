import type { AgentRow } from '../../state/wire-types.ts';

/** Measures of the graph, in px. */
export const GRAPH = {
  nodeWidth: 176,
  nodeHeight: 40,
  rootHeight: 64,
  columnStep: 212,
  rowStep: 46,
  left: 16,
  top: 6,
} as const;

/** Above this many in a column, finished siblings fold into one node. */
const MOST_ROWS = 6;

/** A node and its place. A fold stands for finished siblings. */
export type GraphNode =
  | {
      kind: 'agent';
      id: string;
      parentId: string | null;
      agent: AgentRow;
      depth: number;
      x: number;
      y: number;
      height: number;
    }
  | {
      kind: 'fold';
      id: string;
      parentId: string | null;
      count: number;
      depth: number;
      x: number;
      y: number;
      height: number;
    };

/** Where the drawn nodes stand, by id. */
export type Places = ReadonlyMap<string, { y: number; depth: number }>;

/** All nodes in the order in which a tree is read, and the room they take. */
export interface GraphLayout {
  nodes: GraphNode[];
  width: number;
  height: number;
  /** What the next layout must not move. */
  places: Places;
}

type Item =
  | { kind: 'agent'; id: string; parentId: string | null; depth: number; agent: AgentRow }
  | { kind: 'fold'; id: string; parentId: string; depth: number; hides: string[] };

/**
 * Places agents: column = depth, row = order of start. What is drawn stays where it is: a newcomer takes the first free
 * row of its column, a fold the row of the first that it hides, and the main thread keeps the row it was given at first.
 */
export function layOutAgents(
  agents: Iterable<AgentRow>,
  openFolds: ReadonlySet<string>,
  drawn: Places = new Map(),
): GraphLayout {
  const items = readingOrder(
    [...agents].sort((a, b) => a.order - b.order),
    openFolds,
  );
  const places = new Map<string, { y: number; depth: number }>();
  for (const { id } of items) {
    const before = drawn.get(id);
    if (before !== undefined) places.set(id, before);
  }
  for (const item of items) {
    if (places.has(item.id)) continue;
    const hidden = item.kind === 'fold' ? drawn.get(item.hides[0] ?? '') : undefined;
    const parentY = places.get(item.parentId ?? '')?.y ?? GRAPH.top;
    const wanted = hidden?.y ?? (item.depth <= 1 ? GRAPH.top : parentY);
    places.set(item.id, { y: freeRow(places, item.depth, wanted), depth: item.depth });
  }
  const isFirst = drawn.size === 0;
  if (isFirst) centreRoot(places);
  const nodes = items.map((item): GraphNode => {
    const { id, parentId, depth } = item;
    const spot = {
      id,
      parentId,
      depth,
      x: GRAPH.left + depth * GRAPH.columnStep,
      y: places.get(id)?.y ?? GRAPH.top,
      height: depth === 0 ? GRAPH.rootHeight : GRAPH.nodeHeight,
    };
    return item.kind === 'fold'
      ? { kind: 'fold', count: item.hides.length, ...spot }
      : { kind: 'agent', agent: item.agent, ...spot };
  });
  const bottom = Math.max(0, ...nodes.map(({ y, height }) => y + height));
  const right = Math.max(0, ...nodes.map(({ x }) => x + GRAPH.nodeWidth));
  return { nodes, width: right + GRAPH.left, height: bottom + GRAPH.top, places };
}

/** Agents and folds as a tree is read: each one before what it started. */
function readingOrder(sorted: readonly AgentRow[], openFolds: ReadonlySet<string>): Item[] {
  const known = new Set(sorted.map(({ id }) => id));
  const childrenOf = new Map<string, AgentRow[]>();
  for (const agent of sorted) {
    const parent = parentOf(agent, known);
    if (parent !== null) childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), agent]);
  }
  const counts = new Map<number, number>();
  for (const { depth } of sorted) counts.set(depth, (counts.get(depth) ?? 0) + 1);
  const items: Item[] = [];
  const seen = new Set<string>();
  const add = (item: Item) => {
    // Agents that name each other as parents would never end; they hang under the main thread.
    if (seen.has(item.id)) return;
    seen.add(item.id);
    items.push(item);
    if (item.kind === 'fold') return;
    const children = childrenOf.get(item.id) ?? [];
    for (const child of foldDone(children, item.id, { childrenOf, counts, openFolds })) add(child);
  };
  for (const agent of sorted) if (parentOf(agent, known) === null) add(agentItem(agent, null));
  const main = known.has('main') ? 'main' : null;
  for (const agent of sorted) if (!isShown(agent, items)) add(agentItem(agent, main));
  return items;
}

function isShown({ id }: AgentRow, items: readonly Item[]): boolean {
  return items.some((item) => item.id === id || (item.kind === 'fold' && item.hides.includes(id)));
}

const agentItem = (agent: AgentRow, parentId: string | null): Item => ({
  kind: 'agent',
  id: agent.id,
  parentId,
  depth: agent.depth,
  agent,
});

/** The first row at or below the wanted one that no node of the column touches. */
function freeRow(places: Places, depth: number, wanted: number): number {
  const taken = [...places.values()].filter((each) => each.depth === depth).map(({ y }) => y);
  let y = wanted;
  while (taken.some((other) => Math.abs(other - y) < GRAPH.rowStep)) y += GRAPH.rowStep;
  return y;
}

/** An agent whose parent is not known hangs under the main thread; the main thread under nobody. */
function parentOf(agent: AgentRow, known: ReadonlySet<string>): string | null {
  if (agent.id === 'main' || agent.depth === 0) return null;
  if (agent.parentId !== null && known.has(agent.parentId)) return agent.parentId;
  return known.has('main') ? 'main' : null;
}

function foldDone(
  children: readonly AgentRow[],
  parentId: string,
  tree: {
    childrenOf: ReadonlyMap<string, readonly AgentRow[]>;
    counts: ReadonlyMap<number, number>;
    openFolds: ReadonlySet<string>;
  },
): Item[] {
  const depth = children[0]?.depth ?? 0;
  const id = `fold:${parentId}`;
  const isDone = (agent: AgentRow) => agent.state === 'done' && !tree.childrenOf.has(agent.id);
  const done = children.filter(isDone);
  if ((tree.counts.get(depth) ?? 0) <= MOST_ROWS || done.length < 2 || tree.openFolds.has(id)) {
    return children.map((agent) => agentItem(agent, parentId));
  }
  const rest = children.filter((agent) => !isDone(agent)).map((agent) => agentItem(agent, parentId));
  return [...rest, { kind: 'fold', id, parentId, depth, hides: done.map((agent) => agent.id) }];
}

/** The main thread stands beside the middle of what it had started when it was first drawn. */
function centreRoot(places: Map<string, { y: number; depth: number }>): void {
  const root = [...places].find(([, { depth }]) => depth === 0);
  const first = [...places.values()].filter(({ depth }) => depth === 1).map(({ y }) => y);
  if (root === undefined || first.length < 2) return;
  const middle = (Math.min(...first) + Math.max(...first) + GRAPH.nodeHeight - GRAPH.rootHeight) / 2;
  places.set(root[0], { y: Math.max(GRAPH.top, Math.round(middle)), depth: 0 });
}

/** The curve from a parent's right side to a child's left side. */
export function wirePath(from: GraphNode, to: GraphNode): string {
  const x1 = from.x + GRAPH.nodeWidth;
  const y1 = from.y + from.height / 2;
  const y2 = to.y + to.height / 2;
  const bend = (to.x - x1) * 0.67;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${to.x - bend} ${y2} ${to.x} ${y2}`;
}

/** Where an arrow key leads in the tree. */
export function neighbourOf(nodes: readonly GraphNode[], id: string, key: string): string | null {
  const node = nodes.find((each) => each.id === id);
  if (node === undefined) return null;
  switch (key) {
    case 'ArrowRight':
      return nodes.find((each) => each.parentId === id)?.id ?? null;
    case 'ArrowLeft':
      return node.parentId;
    case 'ArrowDown':
    case 'ArrowUp': {
      const column = nodes.filter(({ depth }) => depth === node.depth).sort((a, b) => a.y - b.y);
      return column[column.indexOf(node) + (key === 'ArrowDown' ? 1 : -1)]?.id ?? null;
    }
    case 'Home':
      return nodes[0]?.id ?? null;
    case 'End':
      return nodes.at(-1)?.id ?? null;
    default:
      return null;
  }
}
