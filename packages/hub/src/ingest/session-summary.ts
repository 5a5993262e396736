import type { SessionSummary } from '@orrery/protocol';
import { type AgentView, addBounded, type SessionFacts, type TokenUsage } from '@orrery/transcript';
import type { LiveContext } from './live-context.ts';
import { alertsOf } from './session-alerts.ts';
import type { SessionMemory } from './session-memory.ts';
import type { LiveState } from './session-state.ts';

/** The row that every list shows, from what is known now. `changeSeq` is set by who writes it. */
export function summarize(
  memory: SessionMemory,
  context: LiveContext,
  status: LiveState,
  facts: SessionFacts,
  agents: readonly AgentView[],
): SessionSummary {
  const { host, live, thresholds, now } = context;
  const { isLive: _, ...state } = status;
  const { row } = memory;
  const subAgents = agents.filter((agent) => agent.id !== 'main');
  const cwd = facts.cwd ?? live.at(-1)?.report.cwd ?? null;
  return {
    id: row.id,
    hostId: row.hostId,
    title: facts.title,
    titleSource: facts.titleSource,
    project: projectName(cwd),
    cwd,
    gitBranch: facts.gitBranch,
    person: host.facts.person,
    client: facts.client,
    clientVersion: facts.clientVersion ?? live.at(-1)?.report.version ?? null,
    model: facts.model,
    ...state,
    requests: context.requests,
    alerts: alertsOf(memory, status, { facts, agents, thresholds, now }),
    startedAt: facts.startedAt ?? live.at(-1)?.report.startedAt ?? null,
    lastActivityAt: facts.lastActivityAt ?? live.at(-1)?.report.startedAt ?? null,
    usage: sumUsage(agents),
    usageIsLowerBound: facts.usageIsLowerBound,
    agents: subAgents.length,
    agentsWorking: subAgents.filter((agent) => agent.state === 'working').length,
    prompts: facts.prompts,
    toolCalls: facts.toolCalls,
    toolErrors: facts.toolErrors,
    contextTokens: facts.contextTokens,
    contextWindow: facts.contextWindow,
    lastAction: facts.lastAction,
    burn: facts.burn,
    malformedLines: facts.malformedLines + memory.skippedLines,
    unknownLines: facts.unknownLines,
    forkedFrom: facts.forkedFrom,
    lastSeq: row.lastSeq,
    changeSeq: row.changeSeq,
  };
}

/** Last folder of the directory; a worktree below `.claude/worktrees` belongs to the folder that holds it. */
export function projectName(cwd: string | null): string {
  if (cwd === null) return '';
  const path = cwd.replaceAll('\\', '/').replace(/\/\.claude\/worktrees\/.*$/, '');
  return path.split('/').findLast((part) => part !== '') ?? '/';
}

function sumUsage(agents: readonly AgentView[]): TokenUsage {
  const sum: TokenUsage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costMicros: 0 };
  for (const { usage } of agents) {
    sum.input = addBounded(sum.input, usage.input);
    sum.output = addBounded(sum.output, usage.output);
    sum.cacheRead = addBounded(sum.cacheRead, usage.cacheRead);
    sum.cacheWrite = addBounded(sum.cacheWrite, usage.cacheWrite);
    sum.costMicros = addBounded(sum.costMicros, usage.costMicros);
  }
  return sum;
}
