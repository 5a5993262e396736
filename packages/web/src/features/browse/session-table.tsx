import { Link } from '@tanstack/react-router';
import { memo, useCallback } from 'react';
import { fetchSessions } from '../../api.ts';
import { formatCost, formatTokens, totalTokens } from '../../format/amount.ts';
import { formatAgo } from '../../format/duration.ts';
import { REMOVED_MACHINE } from '../../state/host-words.ts';
import type { LiveState } from '../../state/live-state.ts';
import { markOf } from '../../state/session-status.ts';
import { useLive } from '../../state/use-live.tsx';
import type { SessionSummary } from '../../state/wire-types.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/pane.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { Ticking } from '../../ui/ticking.tsx';
import { ShowMore } from './show-more.tsx';
import { usePages } from './use-pages.ts';

/** All sessions of the archive, newest activity first. */
export function SessionTable() {
  const pages = usePages({
    key: ['sessions'],
    fetchPage: (cursor, signal) => fetchSessions({ cursor, limit: 100 }, signal),
  });
  const sessions = pages.data?.pages.flatMap((page) => page.items) ?? [];
  if (pages.isError) {
    return (
      <EmptyState
        title="The list failed to load"
        action={<Button onClick={() => void pages.refetch()}>Try again</Button>}
      >
        {pages.error.message}
      </EmptyState>
    );
  }
  if (pages.data === undefined) return <p className="appear-late text-fg-3">Loading sessions…</p>;
  if (sessions.length === 0)
    return (
      <EmptyState title="No session yet">
        Sessions appear here when Claude Code has run on a machine of this fleet.
      </EmptyState>
    );
  return (
    <>
      <table className="w-full table-fixed text-left text-12 text-fg-3">
        <thead>
          <tr className="h-8 border-b border-line text-11">
            <th className="font-medium">Session</th>
            <th className="w-[18%] font-medium max-md:hidden">Machine</th>
            <th className="w-[18%] font-medium max-md:hidden">Project</th>
            <th className="w-20 text-right font-medium">Tokens</th>
            <th className="w-20 text-right font-medium max-md:hidden">Cost</th>
            <th className="w-20 text-right font-medium">Active</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <SessionRow key={session.id} listed={session} />
          ))}
        </tbody>
      </table>
      <ShowMore pages={pages} />
    </>
  );
}

/** Follows its own session only: a busy fleet must not render the table for every event. */
const SessionRow = memo(function SessionRow({ listed }: { listed: SessionSummary }) {
  const { id, hostId } = listed;
  const session = useLive(useCallback((state: LiveState) => state.sessions.get(id), [id])) ?? listed;
  const hostName =
    useLive(useCallback((state: LiveState) => state.hosts.get(hostId)?.name, [hostId])) ?? REMOVED_MACHINE;
  return (
    <tr className="h-9 border-b border-line hover:bg-hover">
      <td className="pr-3">
        <span className="flex items-center gap-2">
          <StateMark mark={markOf(session)} size={16} />
          <Link
            to="/sessions/$sessionId"
            params={{ sessionId: session.id }}
            className="truncate text-13 font-medium text-fg hover:underline"
          >
            {session.title}
          </Link>
        </span>
      </td>
      <td className="truncate pr-3 max-md:hidden">{hostName}</td>
      <td className="truncate pr-3 max-md:hidden" title={session.cwd ?? undefined}>
        {session.project}
      </td>
      <td className="num text-right">{formatTokens(totalTokens(session.usage))}</td>
      <td className="num text-right max-md:hidden">{formatCost(session.usage.costMicros)}</td>
      <td className="text-right">
        {session.lastActivityAt !== null && <Ticking at={session.lastActivityAt} format={formatAgo} />}
      </td>
    </tr>
  );
});
