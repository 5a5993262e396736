import { CircleDot, Layers2 } from 'lucide-react';
import { formatTokens, totalTokens } from '../../format/amount.ts';
import type { AgentRow } from '../../state/wire-types.ts';
import { Icon, roleIcon, toolIcon } from '../../ui/icons.tsx';
import { GRAPH, type GraphNode } from './graph-layout.ts';

/** A finished node stays bright for this long. */
const DIM_AFTER_MS = 10_000;

interface NodeBoxProps {
  node: GraphNode;
  title: string;
  isAsker: boolean;
  isHeld: boolean;
  isChosen: boolean;
  isTabStop: boolean;
  /** There is room for the counts of tools. */
  isRoomy: boolean;
  now: number;
  onChoose: () => void;
}

/** One agent of the graph, or a fold of finished ones. */
export function NodeBox(props: NodeBoxProps) {
  const { node, title, isAsker, isHeld, isChosen, isTabStop, isRoomy, now, onChoose } = props;
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
        aria-label={`${node.count} done, show them`}
        className="absolute flex cursor-pointer items-center rounded-card bg-surface px-2.5 text-12 text-fg-3 ring-1 ring-line-strong hover:text-fg"
      >
        {node.count} done
      </div>
    );
  }
  const { agent } = node;
  const isDim = dimsAt(agent) <= now && node.depth > 0;
  const look = isAsker
    ? 'ring-2 ring-(--asked-solid) bg-[color-mix(in_oklab,var(--asked-solid)_10%,var(--raised))]'
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
      aria-label={nameOf(agent, agent.title || title)}
      title={toolWords(agent)}
      className={`absolute cursor-pointer rounded-[7px] px-2 text-11 ${node.depth === 0 ? 'py-1.5' : 'py-1'} ${look} ${isChosen ? 'outline-2 outline-offset-2 outline-fg-2' : ''}`}
    >
      <NodeContent
        agent={agent}
        title={agent.title || title}
        isRoot={node.depth === 0}
        isDim={isDim}
        isHeld={isHeld}
        isAsker={isAsker}
        isRoomy={isRoomy}
      />
    </div>
  );
}

/** When a finished node has been bright for long enough. */
export function dimsAt(agent: AgentRow): number {
  return agent.state === 'working' ? Number.POSITIVE_INFINITY : (agent.endedAt ?? 0) + DIM_AFTER_MS;
}

function nameOf(agent: AgentRow, title: string): string {
  const facts = [
    agent.type,
    stateWords[agent.state],
    ...(agent.isBackground ? ['in the background'] : []),
    `${formatTokens(totalTokens(agent.usage))} tokens`,
    toolWords(agent),
  ];
  return `${facts.filter(Boolean).join(', ')}: ${title}`;
}

/** `Bash 14, Edit 9`, the most used first. */
function toolWords({ tools, toolErrors }: AgentRow): string {
  const used = Object.entries(tools).sort(([, a], [, b]) => b - a);
  const words = used.map(([tool, count]) => `${tool} ${count}`);
  return [...words, ...(toolErrors > 0 ? [`${toolErrors} failed`] : [])].join(', ');
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
  isRoomy: boolean;
}

function NodeContent({ agent, title, isRoot, isDim, isHeld, isAsker, isRoomy }: NodeContentProps) {
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
        {agent.isBackground && (
          <span title="In the background" className="text-fg-3">
            <Icon of={Layers2} size={12} />
          </span>
        )}
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
            <span key={tool} className="num inline-flex items-center gap-0.5" title={`${tool} ${count}`}>
              <Icon of={toolIcon(tool)} size={12} />
              {isRoomy && count}
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
    <span
      className={`font-medium ${word === 'failed' || word === 'killed' ? 'text-danger' : 'text-(--asked)'}`}
    >
      {word}
    </span>
  );
}
