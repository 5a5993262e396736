import type { Launch, ThreadState } from './agent-state.ts';

/**
 * Finds the tool call that started each agent. All evidence is kept and weighed only here, so the order in which
 * files, meta files and results arrived changes nothing. Strongest first: the id in the meta file, the id in the
 * call's result or progress, then the same prompt text, in order of time.
 */
export function linkAgents(
  threads: Iterable<ThreadState>,
  launches: ReadonlyMap<string, Launch>,
): Map<string, Launch> {
  const links = new Map<string, Launch>();
  const taken = new Set<string>();
  const link = (agentId: string, launch: Launch | undefined): boolean => {
    if (launch === undefined || launch.ownerId === agentId) return false;
    links.set(agentId, launch);
    taken.add(launch.toolUseId);
    return true;
  };
  const byAgent = new Map<string, Launch>();
  for (const launch of launches.values()) {
    if (launch.agentId !== null) byAgent.set(launch.agentId, launch);
  }
  const unlinked: ThreadState[] = [];
  for (const thread of threads) {
    const toolUseId = thread.meta?.toolUseId ?? null;
    const named = toolUseId === null ? undefined : launches.get(toolUseId);
    if (!link(thread.id, named) && !link(thread.id, byAgent.get(thread.id))) unlinked.push(thread);
  }
  linkByPrompt(
    unlinked,
    [...launches.values()].filter((launch) => !taken.has(launch.toolUseId)),
    link,
  );
  return links;
}

function linkByPrompt(
  threads: ThreadState[],
  launches: Launch[],
  link: (agentId: string, launch: Launch | undefined) => boolean,
): void {
  if (threads.length === 0 || launches.length === 0) return;
  const waiting = new Map<string, Launch[]>();
  const inOrder = launches.sort((left, right) =>
    compareTimes(left.at, right.at, left.toolUseId, right.toolUseId),
  );
  for (const launch of inOrder) {
    // A call that is known to have started another agent is no candidate.
    if (launch.agentId !== null) continue;
    const group = waiting.get(launch.promptHash);
    if (group === undefined) waiting.set(launch.promptHash, [launch]);
    else group.push(launch);
  }
  const agents = threads.sort((left, right) =>
    compareTimes(left.startedAt, right.startedAt, left.id, right.id),
  );
  for (const agent of agents) {
    if (agent.promptHash === null) continue;
    const group = waiting.get(agent.promptHash);
    const index = group?.findIndex((launch) => launch.ownerId !== agent.id) ?? -1;
    if (group !== undefined && index !== -1) link(agent.id, group.splice(index, 1)[0]);
  }
}

/** By time, unknown last, then by name: a total order that no arrival order can change. */
export function compareTimes(
  leftAt: number | null,
  rightAt: number | null,
  leftName: string,
  rightName: string,
): number {
  const difference = (leftAt ?? Number.MAX_VALUE) - (rightAt ?? Number.MAX_VALUE);
  if (difference !== 0) return difference;
  return leftName < rightName ? -1 : leftName > rightName ? 1 : 0;
}
