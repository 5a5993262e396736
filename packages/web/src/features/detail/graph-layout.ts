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
  const taken = new TakenRows();
  const put = (id: string, place: { y: number; depth: number }) => {
    places.set(id, place);
    taken.take(place);
  };
  for (const { id } of items) {
    const before = drawn.get(id);
    if (before !== undefined) put(id, before);
  }
  for (const item of items) {
    if (places.has(item.id)) continue;
    const hidden = item.kind === 'fold' ? drawn.get(item.hides[0] ?? '') : undefined;
    const parentY = places.get(item.parentId ?? '')?.y ?? GRAPH.top;
    const wanted = hidden?.y ?? (item.depth <= 1 ? GRAPH.top : parentY);
    put(item.id, { y: taken.free(item.depth, wanted), depth: item.depth });
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
  const bottom = nodes.reduce((most, { y, height }) => Math.max(most, y + height), 0);
  const right = nodes.reduce((most, { x }) => Math.max(most, x + GRAPH.nodeWidth), 0);
  return { nodes, width: right + GRAPH.left, height: bottom + GRAPH.top, places };
}

/** Agents and folds as a tree is read: each one before what it started. */
function readingOrder(sorted: readonly AgentRow[], openFolds: ReadonlySet<string>): Item[] {
  const known = new Set(sorted.map(({ id }) => id));
  const childrenOf = new Map<string, AgentRow[]>();
  for (const agent of sorted) {
    const parent = parentOf(agent, known);
    if (parent === null) continue;
    const siblings = childrenOf.get(parent);
    if (siblings === undefined) childrenOf.set(parent, [agent]);
    else siblings.push(agent);
  }
  const counts = new Map<number, number>();
  for (const { depth } of sorted) counts.set(depth, (counts.get(depth) ?? 0) + 1);
  const items: Item[] = [];
  const seen = new Set<string>();
  const shown = new Set<string>();
  // By a list of its own, not by recursion: agents can start each other without end.
  const add = (first: Item) => {
    const open = [first];
    for (let item = open.pop(); item !== undefined; item = open.pop()) {
      // Agents that name each other as parents would never end; they hang under the main thread.
      if (seen.has(item.id)) continue;
      seen.add(item.id);
      items.push(item);
      for (const id of item.kind === 'fold' ? item.hides : [item.id]) shown.add(id);
      if (item.kind === 'fold') continue;
      const children = childrenOf.get(item.id) ?? [];
      for (const child of foldDone(children, item.id, { childrenOf, counts, openFolds }).reverse())
        open.push(child);
    }
  };
  for (const agent of sorted) if (parentOf(agent, known) === null) add(agentItem(agent, null));
  const main = known.has('main') ? 'main' : null;
  for (const agent of sorted) if (!shown.has(agent.id)) add(agentItem(agent, main));
  return items;
}

const agentItem = (agent: AgentRow, parentId: string | null): Item => ({
  kind: 'agent',
  id: agent.id,
  parentId,
  depth: agent.depth,
  agent,
});

/** The rows that are taken, by column, in boxes of one row: what a node would touch is in its own box or beside it. */
class TakenRows {
  readonly #boxes = new Map<string, number[]>();
  /** Where the search for a row ended last. Rows are only ever taken, so it goes on from there. */
  readonly #reached = new Map<string, number>();

  take({ depth, y }: { depth: number; y: number }): void {
    const box = `${depth} ${Math.floor(y / GRAPH.rowStep)}`;
    const rows = this.#boxes.get(box);
    if (rows === undefined) this.#boxes.set(box, [y]);
    else rows.push(y);
  }

  /** The first row at or below the wanted one that no node of the column touches. */
  free(depth: number, wanted: number): number {
    const search = `${depth} ${wanted}`;
    let y = this.#reached.get(search) ?? wanted;
    while (this.#isTouched(depth, y)) y += GRAPH.rowStep;
    this.#reached.set(search, y);
    return y;
  }

  #isTouched(depth: number, y: number): boolean {
    const box = Math.floor(y / GRAPH.rowStep);
    return [box - 1, box, box + 1].some((each) =>
      this.#boxes.get(`${depth} ${each}`)?.some((other) => Math.abs(other - y) < GRAPH.rowStep),
    );
  }
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
  const top = first.reduce((least, y) => Math.min(least, y));
  const bottom = first.reduce((most, y) => Math.max(most, y));
  const middle = (top + bottom + GRAPH.nodeHeight - GRAPH.rootHeight) / 2;
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
