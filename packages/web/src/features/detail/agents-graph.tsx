import { Maximize2 } from 'lucide-react';
import { memo, useCallback, useEffect, useRef, useState } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { lazyExtra } from '../../ui/lazy-part.tsx';
import { AgentTree, useAgentLayout } from './agent-tree.tsx';

const AgentsLarge = lazyExtra(() => import('./agents-large.tsx').then((found) => found.AgentsLarge));

interface AgentsGraphProps {
  sessionId: string;
  chosenAgent: string | null;
  onAgent: (agentId: string | null) => void;
  /** Shown large, over the page. */
  isLarge?: boolean;
  onLarge?: ((isLarge: boolean) => void) | undefined;
}

/** Who started whom, what each one does, and where the tokens go. */
export const AgentsGraph = memo(function AgentsGraph(props: AgentsGraphProps) {
  const { sessionId, chosenAgent, onAgent, isLarge = false, onLarge } = props;
  const { layout, openFold } = useAgentLayout(sessionId);
  const { scroller, hasMore, measure } = useMoreBeside(layout.width);
  if (layout.nodes.length === 0)
    return <p className="appear-late px-4 py-3 text-fg-3">No agent has started yet.</p>;
  const tree = { sessionId, layout, openFold, chosenAgent, onAgent };
  return (
    <div className="relative h-full">
      <div
        ref={scroller}
        onScroll={measure}
        className="dot-grid h-full overflow-auto border-t border-line bg-canvas"
      >
        <AgentTree {...tree} />
      </div>
      {hasMore && (
        <div
          className="pointer-events-none absolute inset-y-0 right-0 w-12 bg-linear-to-r from-transparent to-canvas"
          aria-hidden
        />
      )}
      {onLarge !== undefined && (
        <span className="absolute top-2 right-2 md:hidden">
          <IconButton label="Show the agents large" look="plain" size={44} onClick={() => onLarge(true)}>
            <Icon of={Maximize2} />
          </IconButton>
        </span>
      )}
      {isLarge && onLarge !== undefined && <AgentsLarge {...tree} onClose={() => onLarge(false)} />}
    </div>
  );
});

/** Whether the graph goes on beyond the right edge of its pane. */
function useMoreBeside(width: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const [hasMore, setMore] = useState(false);
  const measure = useCallback(() => {
    const node = scroller.current;
    if (node !== null) setMore(node.scrollWidth - node.clientWidth - node.scrollLeft > 4);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again when the graph grows
  useEffect(() => {
    const node = scroller.current;
    if (node === null) return;
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    measure();
    return () => observer.disconnect();
  }, [measure, width]);
  return { scroller, hasMore, measure };
}
