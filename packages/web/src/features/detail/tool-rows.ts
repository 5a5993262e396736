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

/** Calls that wait for a person, and since when: of each who asks, the newest unanswered one of the tool that is asked for. */
export function heldCalls(
  session: SessionSummary | undefined,
  calls: Iterable<ToolCallRow>,
): ReadonlyMap<string, number | null> {
  const held = new Map<string, number | null>();
  if (session === undefined) return held;
  const running = [...calls].filter(({ state }) => state === 'running').sort(newestFirst);
  for (const { tool, agentId, at } of askedFor(session)) {
    const call = running.find(
      (each) =>
        !held.has(each.id) &&
        (tool === null || each.name === tool) &&
        (each.agentId ?? 'main') === (agentId ?? 'main'),
    );
    if (call !== undefined) held.set(call.id, at ?? call.startedAt);
  }
  return held;
}

/** The requests where they are known, newest first as the calls are; else what the client reports. */
function askedFor({ requests, state, waiting }: SessionSummary) {
  if (requests.length > 0) return [...requests].reverse();
  const isAsked = state === 'waiting' && waiting !== null && waiting.kind === 'permission';
  return isAsked ? [{ tool: waiting.tool, agentId: waiting.agentId, at: null }] : [];
}

/** Same calls, held since the same time. */
export function isSameHeld(
  a: ReadonlyMap<string, number | null>,
  b: ReadonlyMap<string, number | null>,
): boolean {
  return a.size === b.size && [...a].every(([id, at]) => b.has(id) && b.get(id) === at);
}
