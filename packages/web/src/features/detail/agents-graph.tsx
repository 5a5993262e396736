import { CircleDot } from 'lucide-react';
import { type KeyboardEvent, memo, useCallback, useMemo, useRef, useState } from 'react';
import { formatTokens, totalTokens } from '../../format/amount.ts';
import { burnPerMinute } from '../../format/burn.ts';
import type { LiveState } from '../../state/live-state.ts';
import { useSlowNow } from '../../state/slow-now.ts';
import { isSameList, topicOf, useLive } from '../../state/use-live.tsx';
import type { AgentRow } from '../../state/wire-types.ts';
import { Icon, roleIcon, toolIcon } from '../../ui/icons.tsx';
import { askersOf } from '../control/asked.ts';
import { GRAPH, type GraphNode, layOutAgents, neighbourOf, wirePath } from './graph-layout.ts';

/** A finished node stays bright for this long. */
const DIM_AFTER_MS = 10_000;

interface AgentsGraphProps {
  sessionId: string;
  chosenAgent: string | null;
  onAgent: (agentId: string | null) => void;
}

/** Who started whom, what each one does, and where the tokens go. */
export const AgentsGraph = memo(function AgentsGraph({ sessionId, chosenAgent, onAgent }: AgentsGraphProps) {
  const agents = useLive(useCallback((state: LiveState) => topicOf(state, sessionId).agents, [sessionId]));
  const askers = useLive(
    useCallback((state: LiveState) => askersOf(state.sessions.get(sessionId)), [sessionId]),
    isSameList,
  );
  const title = useLive(
    useCallback((state: LiveState) => state.sessions.get(sessionId)?.title ?? '', [sessionId]),
  );
  const now = useSlowNow();
  const [openFolds, setOpenFolds] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string>('main');
  const layout = useMemo(() => layOutAgents(agents.values(), openFolds), [agents, openFolds]);
  const tree = useRef<HTMLDivElement>(null);
  const byId = new Map(layout.nodes.map((node) => [node.id, node]));
  const tabStop = byId.has(active) ? active : layout.nodes[0]?.id;

  const choose = (node: GraphNode) => {
    if (node.kind === 'fold') setOpenFolds(new Set([...openFolds, node.id]));
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

  if (layout.nodes.length === 0)
    return <p className="appear-late px-4 py-3 text-fg-3">No agent has started yet.</p>;
  return (
    <div className="dot-grid h-full overflow-auto border-t border-line bg-canvas">
      <div
        ref={tree}
        role="tree"
        aria-label="Agents"
        onKeyDown={onKeyDown}
        className="relative"
        style={{ width: layout.width, height: layout.height }}
      >
        <svg
          className="pointer-events-none absolute inset-0"
          width={layout.width}
          height={layout.height}
          aria-hidden
        >
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
            now={now}
            onChoose={() => {
              setActive(node.id);
              choose(node);
            }}
          />
        ))}
      </div>
    </div>
  );
});

function Wire({ from, to, isAsked, now }: { from: GraphNode; to: GraphNode; isAsked: boolean; now: number }) {
  const isWorking = to.kind === 'agent' && to.agent.state === 'working';
  const perMinute = to.kind === 'agent' ? burnPerMinute(to.agent.burn, now) : 0;
  const width = perMinute > 4_000 ? 3 : perMinute > 500 ? 2 : 1.5;
  const colour = isAsked
    ? 'stroke-permit-solid text-permit-solid'
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

interface NodeBoxProps {
  node: GraphNode;
  title: string;
  isAsker: boolean;
  isHeld: boolean;
  isChosen: boolean;
  isTabStop: boolean;
  now: number;
  onChoose: () => void;
}

function NodeBox({ node, title, isAsker, isHeld, isChosen, isTabStop, now, onChoose }: NodeBoxProps) {
  const shared = {
    'data-node': node.id,
    'aria-level': node.depth + 1,
    'aria-selected': isChosen,
    onClick: onChoose,
    style: { left: node.x, top: node.y, width: GRAPH.nodeWidth, height: node.height },
  };
  if (node.kind === 'fold') {
    return (
      <div
        {...shared}
        role="treeitem"
        tabIndex={isTabStop ? 0 : -1}
        className="absolute flex cursor-pointer items-center rounded-card bg-surface px-2.5 text-12 text-fg-3 ring-1 ring-line-strong hover:text-fg"
      >
        {node.count} done
      </div>
    );
  }
  const { agent } = node;
  const isDim = agent.state !== 'working' && node.depth > 0 && (agent.endedAt ?? 0) < now - DIM_AFTER_MS;
  const look = isAsker
    ? 'ring-2 ring-permit-solid bg-[color-mix(in_oklab,var(--permit-solid)_10%,var(--raised))]'
    : agent.state === 'working' && node.depth > 0
      ? 'ring-[1.5px] ring-working bg-raised'
      : isDim
        ? 'ring-1 ring-line-strong bg-surface'
        : 'ring-1 ring-line-strong bg-raised';
  return (
    <div
      {...shared}
      role="treeitem"
      tabIndex={isTabStop ? 0 : -1}
      data-testid="agent-node"
      data-agent-id={agent.id}
      data-state={agent.state}
      aria-label={`${agent.type}, ${stateWords[agent.state]}, ${formatTokens(totalTokens(agent.usage))} tokens: ${agent.title || title}`}
      className={`absolute cursor-pointer rounded-[7px] px-2 text-11 ${node.depth === 0 ? 'py-1.5' : 'py-1'} ${look} ${isChosen ? 'outline-2 outline-offset-2 outline-fg-2' : ''}`}
    >
      <NodeContent
        agent={agent}
        title={agent.title || title}
        isRoot={node.depth === 0}
        isDim={isDim}
        isHeld={isHeld}
        isAsker={isAsker}
      />
    </div>
  );
}

const stateWords: Record<AgentRow['state'], string> = {
  working: 'working',
  done: 'done',
  failed: 'failed',
  killed: 'killed',
  unknown: 'state unknown',
};

interface NodeContentProps {
  agent: AgentRow;
  title: string;
  isRoot: boolean;
  isDim: boolean;
  isHeld: boolean;
  isAsker: boolean;
}

function NodeContent({ agent, title, isRoot, isDim, isHeld, isAsker }: NodeContentProps) {
  const tools = Object.entries(agent.tools).sort(([, a], [, b]) => b - a);
  const isRunning = agent.state === 'working' && !isRoot;
  const word = isAsker
    ? 'asks'
    : isHeld
      ? 'held'
      : agent.state === 'failed' || agent.state === 'killed'
        ? agent.state
        : null;
  return (
    <>
      <div className={`flex items-center gap-1.5 leading-4 font-semibold ${isDim ? 'text-fg-2' : 'text-fg'}`}>
        <Icon of={isRoot ? CircleDot : roleIcon(agent.type)} size={12} />
        <span className="truncate">{agent.type}</span>
        <span className={`num ml-auto font-medium ${isRunning && !isAsker ? 'text-working' : 'text-fg-2'}`}>
          {formatTokens(totalTokens(agent.usage))}
        </span>
      </div>
      <div className="flex items-center gap-1.5 leading-4 text-fg-3">
        <span className="min-w-0 flex-1 truncate" title={title}>
          {title}
        </span>
        {!isRoot && word !== null && <StateWord word={word} />}
        {!isRoot &&
          tools.slice(0, 2).map(([tool, count]) => (
            <span key={tool} title={`${tool} ${count}`}>
              <Icon of={toolIcon(tool)} size={12} />
            </span>
          ))}
      </div>
      {isRoot && (
        <div className="num mt-0.5 flex items-center gap-1.5 leading-4 text-fg-3">
          {tools.slice(0, 3).map(([tool, count]) => (
            <span key={tool} className="inline-flex items-center gap-1" title={`${tool} ${count}`}>
              <Icon of={toolIcon(tool)} size={12} />
              {count}
            </span>
          ))}
          {word !== null && (
            <span className="ml-auto">
              <StateWord word={word} />
            </span>
          )}
        </div>
      )}
    </>
  );
}

function StateWord({ word }: { word: string }) {
  return (
    <span className={`font-medium ${word === 'failed' || word === 'killed' ? 'text-danger' : 'text-permit'}`}>
      {word}
    </span>
  );
}
