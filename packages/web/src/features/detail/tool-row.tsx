import { useQuery } from '@tanstack/react-query';
import { ChevronRight, Hand, ShieldQuestionMark, X } from 'lucide-react';
import { memo, useCallback } from 'react';
import { fetchEntries } from '../../api.ts';
import { formatAgo, formatDuration, formatToolTime } from '../../format/duration.ts';
import { withinFolder } from '../../format/within-folder.ts';
import type { LiveState } from '../../state/live-state.ts';
import { topicOf, useLive, useLiveStore } from '../../state/use-live.tsx';
import type { ToolCallRow } from '../../state/wire-types.ts';
import { Icon, toolIcon } from '../../ui/icons.tsx';
import { Ticking } from '../../ui/ticking.tsx';
import { CodeBlock, ToolInputView } from '../conversation/lazy-views.tsx';
import { SessionFolder } from '../conversation/session-folder.ts';
import { readToolCall } from './read-tool-call.ts';
import { isFailed } from './tool-rows.ts';

interface ToolRowProps {
  sessionId: string;
  callId: string;
  isHeld: boolean;
  /** Since when it waits for a person; may be later than its start. */
  heldSince: number | null;
  isOpen: boolean;
  onToggle: (id: string) => void;
}

const stateWords: Record<ToolCallRow['state'], string> = {
  running: 'running',
  done: 'done',
  failed: 'failed',
  denied: 'denied',
  interrupted: 'interrupted',
};
const heldFor = (ms: number) => `held ${formatDuration(ms)}`;

/** One tool call: when, what, with what, for how long. */
export const ToolRow = memo(function ToolRow({
  sessionId,
  callId,
  isHeld,
  heldSince,
  isOpen,
  onToggle,
}: ToolRowProps) {
  const call = useLive(
    useCallback((state: LiveState) => topicOf(state, sessionId).toolCalls.get(callId), [sessionId, callId]),
  );
  const cwd = useLive(
    useCallback((state: LiveState) => state.sessions.get(sessionId)?.cwd ?? null, [sessionId]),
  );
  if (call === undefined) return null;
  const isBad = isFailed(call);
  const since = heldSince ?? call.startedAt;
  const isRunning = call.state === 'running' && !isHeld;
  return (
    <>
      <button
        type="button"
        data-testid="tool-row"
        data-tool-use-id={call.id}
        data-state={call.state}
        aria-expanded={isOpen}
        onClick={() => onToggle(callId)}
        className={`ring-inside grid h-[26px] w-full grid-cols-[66px_16px_auto_minmax(0,1fr)_auto_14px] items-center gap-2 px-4 text-left text-12 text-fg-3 max-md:h-11 ${isBad ? 'bg-danger-tint' : 'hover:bg-hover'}`}
      >
        {since === null ? (
          <span />
        ) : (
          <Ticking
            at={since}
            format={isHeld ? heldFor : formatAgo}
            className={`truncate ${isRunning ? 'font-medium text-working' : ''}`}
          />
        )}
        <Icon
          of={isHeld ? ShieldQuestionMark : toolIcon(call.name)}
          size={14}
          className={isBad ? 'text-danger' : isHeld ? 'text-(--asked)' : isRunning ? 'text-working' : ''}
        />
        <span
          className={`max-w-[16ch] min-w-[52px] truncate font-medium ${isBad ? 'text-danger' : 'text-fg'}`}
        >
          {call.name}
        </span>
        <span className="truncate font-mono text-11 text-fg-2" title={call.argument}>
          {withinFolder(call.argument, cwd)}
        </span>
        <span className="num text-right whitespace-nowrap">
          <ToolTime call={call} isHeld={isHeld} />
        </span>
        <Icon
          of={isHeld ? Hand : isBad ? X : ChevronRight}
          size={14}
          className={isHeld ? 'text-(--asked)' : isBad ? 'text-danger' : isOpen ? 'rotate-90' : ''}
        />
      </button>
      {isOpen && (
        <SessionFolder value={cwd}>
          <ToolDetail sessionId={sessionId} call={call} />
        </SessionFolder>
      )}
    </>
  );
});

function ToolTime({ call, isHeld }: { call: ToolCallRow; isHeld: boolean }) {
  if (isHeld) return 'waiting';
  if (call.state === 'running') return 'running';
  const time = call.durationMs === null ? '' : formatToolTime(call.durationMs);
  if (call.state === 'done') return time;
  return call.state === 'failed' && time !== '' ? (
    <>
      <span className="sr-only">failed after </span>
      {time}
    </>
  ) : (
    stateWords[call.state]
  );
}

function ToolDetail({ sessionId, call }: { sessionId: string; call: ToolCallRow }) {
  const store = useLiveStore();
  const detail = useQuery({
    queryKey: ['toolCall', sessionId, call.id, call.resultSeq],
    queryFn: async ({ signal }) => {
      const live = topicOf(store.state(), sessionId).entries;
      const at = async (seq: number) => {
        const held = live.find((entry) => entry.seq === seq);
        if (held !== undefined) return [held];
        return (await fetchEntries(sessionId, { around: seq, limit: 5 }, signal)).items;
      };
      const use = await at(call.useSeq);
      const result = call.resultSeq === null ? [] : await at(call.resultSeq);
      return readToolCall([...use, ...result], call.id);
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div className="flex flex-col gap-2 border-y border-line bg-canvas px-4 py-2">
      {call.error !== null && <p className="font-medium text-danger">{call.error}</p>}
      {detail.isPending && <p className="appear-late text-fg-3">Loading…</p>}
      {detail.isError && (
        <p className="text-danger">Input and output could not be read: {detail.error.message}</p>
      )}
      {detail.data !== undefined && (
        <>
          {detail.data.input === undefined ? (
            <p className="text-fg-3">The input is not in the stored transcript.</p>
          ) : (
            <ToolInputView tool={call.name} input={detail.data.input} />
          )}
          {detail.data.output !== undefined && (
            <CodeBlock
              code={detail.data.output === '' ? '(no output)' : detail.data.output}
              language={null}
            />
          )}
        </>
      )}
    </div>
  );
}
