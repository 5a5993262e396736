import { Maximize, Minus, Plus, X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Modal } from '../../ui/modal.tsx';
import { AgentTree } from './agent-tree.tsx';
import type { GraphLayout } from './graph-layout.ts';
import { usePanZoom } from './use-pan-zoom.ts';

interface AgentsLargeProps {
  sessionId: string;
  layout: GraphLayout;
  openFold: (id: string) => void;
  chosenAgent: string | null;
  onAgent: (agentId: string | null) => void;
  onClose: () => void;
}

/** The agents over the whole page, to move and to scale. */
export function AgentsLarge({ onClose, ...tree }: AgentsLargeProps) {
  return (
    <Modal
      onClose={onClose}
      className="fixed inset-4 z-40 flex flex-col overflow-hidden rounded-dialog bg-overlay shadow-dialog outline-none max-md:inset-0 max-md:rounded-none"
    >
      <Frame tree={tree} />
    </Modal>
  );
}

function Frame({ tree }: { tree: Omit<AgentsLargeProps, 'onClose'> }) {
  const { frame, view, handlers, onKeyDown, zoomIn, zoomOut, fit } = usePanZoom(tree.layout);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the buttons
    <div className="flex min-h-0 flex-1 flex-col" onKeyDown={onKeyDown}>
      <div className="flex h-12 flex-none items-center gap-1 border-b border-line px-4">
        <Dialog.Title className="text-14 font-semibold">Agents</Dialog.Title>
        <span className="min-w-0 flex-1 truncate px-2 text-12 text-fg-3 max-md:invisible">
          line weight = tokens this minute
        </span>
        <IconButton label="Smaller (-)" onClick={zoomOut}>
          <Icon of={Minus} />
        </IconButton>
        <span className="num w-12 text-center whitespace-nowrap text-12 text-fg-3">
          {Math.round(view.scale * 100)} %
        </span>
        <IconButton label="Larger (+)" onClick={zoomIn}>
          <Icon of={Plus} />
        </IconButton>
        <IconButton label="Show all (0)" onClick={fit}>
          <Icon of={Maximize} />
        </IconButton>
        <Dialog.Close asChild>
          <IconButton label="Close">
            <Icon of={X} />
          </IconButton>
        </Dialog.Close>
      </div>
      <div
        ref={frame}
        {...handlers}
        data-testid="agents-frame"
        className="dot-grid min-h-0 flex-1 cursor-grab touch-none overflow-hidden bg-canvas active:cursor-grabbing"
      >
        <div
          className="w-max origin-top-left"
          style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}
        >
          <AgentTree {...tree} isRoomy />
        </div>
      </div>
    </div>
  );
}
