import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { burnPerMinute } from '../../format/burn.ts';
import type { LiveState } from '../../state/live-state.ts';
import { useSlowNow } from '../../state/slow-now.ts';
import { isSameList, topicOf, useLive, useLiveStore } from '../../state/use-live.tsx';
import { askersOf } from '../control/asked.ts';
import { useAskedTone } from '../control/use-asked-tone.ts';
import {
  type GraphLayout,
  type GraphNode,
  layOutAgents,
  neighbourOf,
  type Places,
  wirePath,
} from './graph-layout.ts';
import { dimsAt, NodeBox } from './graph-node.tsx';

/** Where the agents of a session stand, and which folds are open. */
export function useAgentLayout(sessionId: string): { layout: GraphLayout; openFold: (id: string) => void } {
  const agents = useLive(useCallback((state: LiveState) => topicOf(state, sessionId).agents, [sessionId]));
  const [openFolds, setOpenFolds] = useState<ReadonlySet<string>>(new Set());
  const drawn = useRef<Places>(new Map());
  // What is drawn next depends on what is drawn now; computed while rendering, as an effect would draw it twice.
  const layout = useMemo(() => layOutAgents(agents.values(), openFolds, drawn.current), [agents, openFolds]);
  useEffect(() => {
    drawn.current = layout.places;
  }, [layout]);
  const openFold = useCallback((id: string) => setOpenFolds((before) => new Set([...before, id])), []);
  return { layout, openFold };
}

interface AgentTreeProps {
  sessionId: string;
  layout: GraphLayout;
  openFold: (id: string) => void;
  chosenAgent: string | null;
  onAgent: (agentId: string | null) => void;
  isRoomy?: boolean;
}

/** The drawing: nodes, and curves between them. */
export function AgentTree({
  sessionId,
  layout,
  openFold,
  chosenAgent,
  onAgent,
  isRoomy = false,
}: AgentTreeProps) {
  const askers = useLive(
    useCallback((state: LiveState) => askersOf(state.sessions.get(sessionId)), [sessionId]),
    isSameList,
  );
  const asked = useAskedTone(sessionId);
  const title = useLive(
    useCallback((state: LiveState) => state.sessions.get(sessionId)?.title ?? '', [sessionId]),
  );
  const now = useSlowNow();
  const dimNow = useDimClock(layout);
  const [active, setActive] = useState<string>('main');
  const tree = useRef<HTMLDivElement>(null);
  const byId = new Map(layout.nodes.map((node) => [node.id, node]));
  const tabStop = byId.has(active) ? active : layout.nodes[0]?.id;

  const choose = (node: GraphNode) => {
    if (node.kind === 'fold') openFold(node.id);
    else onAgent(chosenAgent === node.id ? null : node.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const node = tabStop === undefined ? undefined : byId.get(tabStop);
    if (node === undefined) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose(node);
      return;
    }
    const next = neighbourOf(layout.nodes, node.id, event.key);
    if (next === null) return;
    event.preventDefault();
    setActive(next);
    tree.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(next)}"]`)?.focus();
  };
  const { width, height } = layout;
  return (
    <div
      ref={tree}
      role="tree"
      aria-label="Agents"
      data-asked={asked}
      onKeyDown={onKeyDown}
      className="relative"
      style={{ width, height }}
    >
      <svg className="pointer-events-none absolute inset-0" width={width} height={height} aria-hidden>
        {layout.nodes.map((node) => {
          const parent = node.parentId === null ? undefined : byId.get(node.parentId);
          return parent === undefined ? null : (
            <Wire key={node.id} from={parent} to={node} isAsked={askers.includes(node.id)} now={now} />
          );
        })}
      </svg>
      {layout.nodes.map((node) => (
        <NodeBox
          key={node.id}
          node={node}
          title={node.id === 'main' ? title : ''}
          isAsker={askers.includes(node.id)}
          isHeld={node.id === 'main' && askers.length > 0 && !askers.includes('main')}
          isChosen={node.id === chosenAgent}
          isTabStop={node.id === tabStop}
          isRoomy={isRoomy}
          now={dimNow}
          onChoose={() => {
            setActive(node.id);
            choose(node);
          }}
        />
      ))}
    </div>
  );
}

/** The hub's time, renewed when the next finished node is due to dim. */
function useDimClock(layout: GraphLayout): number {
  const store = useLiveStore();
  const [, setTurn] = useState(0);
  const now = Date.now() + store.state().skewMs;
  const due = Math.min(
    ...layout.nodes.flatMap((node) =>
      node.kind === 'agent' && dimsAt(node.agent) > now ? [dimsAt(node.agent)] : [],
    ),
  );
  useEffect(() => {
    if (!Number.isFinite(due)) return;
    const timer = setTimeout(
      () => setTurn((before) => before + 1),
      Math.max(0, due - Date.now() - store.state().skewMs) + 20,
    );
    return () => clearTimeout(timer);
  }, [due, store]);
  return now;
}

function Wire({ from, to, isAsked, now }: { from: GraphNode; to: GraphNode; isAsked: boolean; now: number }) {
  const isWorking = to.kind === 'agent' && to.agent.state === 'working';
  const perMinute = to.kind === 'agent' ? burnPerMinute(to.agent.burn, now) : 0;
  const width = perMinute > 4_000 ? 3 : perMinute > 500 ? 2 : 1.5;
  const colour = isAsked
    ? 'stroke-(--asked-solid) text-(--asked-solid)'
    : isWorking
      ? 'stroke-working text-working'
      : 'stroke-line-strong text-line-strong';
  return (
    <g className={colour}>
      <path d={wirePath(from, to)} fill="none" strokeWidth={width} />
      <circle cx={to.x} cy={to.y + to.height / 2} r="2.6" fill="currentColor" stroke="none" />
    </g>
  );
}
