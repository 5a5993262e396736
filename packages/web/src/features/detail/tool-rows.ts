import type { SessionSummary, ToolCallRow } from '../../state/wire-types.ts';

export type ToolFilter = 'all' | 'agent' | 'errors';

/** Tool calls to list, newest first. */
export function listToolCalls(
  calls: Iterable<ToolCallRow>,
  options: { filter: ToolFilter; agentId: string | null },
): ToolCallRow[] {
  const isShown = (call: ToolCallRow) => {
    switch (options.filter) {
      case 'all':
        return true;
      case 'agent':
        return (call.agentId ?? 'main') === (options.agentId ?? 'main');
      case 'errors':
        return isFailed(call);
    }
  };
  return [...calls].filter(isShown).sort(newestFirst);
}

/** By the clients' own times: history is stored file by file, so `useSeq` alone would list one agent after the other. */
function newestFirst(a: ToolCallRow, b: ToolCallRow): number {
  return (b.startedAt ?? 0) - (a.startedAt ?? 0) || b.useSeq - a.useSeq;
}

/** A call that did not do what was asked. */
export function isFailed(call: ToolCallRow): boolean {
  return call.state === 'failed' || call.state === 'denied';
}

/** The call that waits for a person's permission: the newest unanswered one of who asks. */
export function heldCallId(session: SessionSummary | undefined, calls: Iterable<ToolCallRow>): string | null {
  if (session?.state !== 'waiting' || session.waiting?.kind !== 'permission') return null;
  const { tool, agentId } = session.waiting;
  let held: ToolCallRow | null = null;
  for (const call of calls) {
    const isAsked =
      call.state === 'running' && (tool === null || call.name === tool) && call.agentId === agentId;
    if (isAsked && (held === null || newestFirst(call, held) < 0)) held = call;
  }
  return held?.id ?? null;
}
