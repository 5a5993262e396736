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

/** All nodes in the order in which a tree is read, and the room they take. */
export interface GraphLayout {
  nodes: GraphNode[];
  width: number;
  height: number;
}

type Item =
  | { kind: 'agent'; agent: AgentRow }
  | { kind: 'fold'; id: string; parentId: string; depth: number; count: number };

/** Places agents: column = depth, row = order of start. A later agent never moves an earlier one of its column up. */
export function layOutAgents(agents: Iterable<AgentRow>, openFolds: ReadonlySet<string>): GraphLayout {
  const sorted = [...agents].sort((a, b) => a.order - b.order);
  const known = new Set(sorted.map(({ id }) => id));
  const childrenOf = new Map<string, AgentRow[]>();
  for (const agent of sorted) {
    const parent = parentOf(agent, known);
    if (parent !== null) childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), agent]);
  }
  const counts = new Map<number, number>();
  for (const { depth } of sorted) counts.set(depth, (counts.get(depth) ?? 0) + 1);

  const nodes: GraphNode[] = [];
  const nextY = new Map<number, number>();
  const place = (item: Item, parentId: string | null, parentY: number) => {
    const depth = item.kind === 'agent' ? item.agent.depth : item.depth;
    const height = depth === 0 ? GRAPH.rootHeight : GRAPH.nodeHeight;
    const y = Math.max(nextY.get(depth) ?? GRAPH.top, depth <= 1 ? GRAPH.top : parentY);
    nextY.set(depth, y + GRAPH.rowStep);
    const spot = { parentId, depth, x: GRAPH.left + depth * GRAPH.columnStep, y, height };
    if (item.kind === 'fold') {
      nodes.push({ kind: 'fold', id: item.id, count: item.count, ...spot });
      return;
    }
    const { agent } = item;
    nodes.push({ kind: 'agent', id: agent.id, agent, ...spot });
    for (const child of foldDone(childrenOf.get(agent.id) ?? [], agent.id, childrenOf, counts, openFolds)) {
      place(child, agent.id, y);
    }
  };
  for (const agent of sorted)
    if (parentOf(agent, known) === null) place({ kind: 'agent', agent }, null, GRAPH.top);
  centreRoot(nodes);
  const bottom = Math.max(0, ...nodes.map(({ y, height }) => y + height));
  const right = Math.max(0, ...nodes.map(({ x }) => x + GRAPH.nodeWidth));
  return { nodes, width: right + GRAPH.left, height: bottom + GRAPH.top };
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
  childrenOf: ReadonlyMap<string, readonly AgentRow[]>,
  counts: ReadonlyMap<number, number>,
  openFolds: ReadonlySet<string>,
): Item[] {
  const depth = children[0]?.depth ?? 0;
  const id = `fold:${parentId}`;
  const isDone = (agent: AgentRow) => agent.state === 'done' && !childrenOf.has(agent.id);
  const done = children.filter(isDone);
  if ((counts.get(depth) ?? 0) <= MOST_ROWS || done.length < 2 || openFolds.has(id)) {
    return children.map((agent) => ({ kind: 'agent', agent }));
  }
  const rest = children.filter((agent) => !isDone(agent)).map((agent): Item => ({ kind: 'agent', agent }));
  return [...rest, { kind: 'fold', id, parentId, depth, count: done.length }];
}

/** The main thread stands beside the middle of what it started. */
function centreRoot(nodes: GraphNode[]): void {
  const root = nodes.find(({ depth }) => depth === 0);
  const first = nodes.filter(({ depth }) => depth === 1);
  if (root === undefined || first.length < 2) return;
  const top = Math.min(...first.map(({ y }) => y));
  const bottom = Math.max(...first.map(({ y, height }) => y + height));
  root.y = Math.max(GRAPH.top, Math.round((top + bottom - root.height) / 2));
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
