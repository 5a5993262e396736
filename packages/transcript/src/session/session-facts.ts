import { contextWindowOf } from '../usage/context-window.ts';
import { MAIN_AGENT } from './agent-state.ts';
import type { AgentTable } from './agent-table.ts';
import { clientKindOf } from './client-kind.ts';
import type { SessionState } from './projection-state.ts';
import type { AgentView, SessionFacts } from './session-view.ts';
import { chooseTitle } from './title.ts';

/** Calls of the main thread and of agents at work: nobody waits for an answer to a call of an agent that is over. */
export function isCounted(agents: AgentTable): (agentId: string | null) => boolean {
  let working: Set<string> | null = null;
  return (agentId) => {
    if (agentId === null) return true;
    working ??= new Set(
      agents
        .views()
        .filter((view) => view.state === 'working' || view.state === 'unknown')
        .map((view) => view.id),
    );
    return working.has(agentId);
  };
}

/** The main thread as the root of the agents graph. */
export function mainView(session: SessionState, agents: AgentTable): AgentView {
  const main = agents.thread(null);
  return {
    id: MAIN_AGENT,
    parentId: null,
    toolUseId: null,
    type: MAIN_AGENT,
    title: chooseTitle(session.title).title,
    state: session.isTurnOpen ? 'working' : 'done',
    isBackground: false,
    model: session.model,
    depth: 0,
    order: 0,
    startedAt: main.startedAt,
    endedAt: session.isTurnOpen ? null : main.lastActivityAt,
    lastActivityAt: main.lastActivityAt,
    usage: { ...main.usage },
    tools: Object.fromEntries(main.tools),
    toolErrors: main.toolErrors,
    burn: main.burn.map(([bucket, tokens]) => [bucket, tokens]),
  };
}

function guessedEnd({ isTurnEndGuessed, turnAt, turnOpenedAt }: SessionState): SessionFacts['guessedEnd'] {
  return isTurnEndGuessed && turnAt !== null ? { at: turnAt, turnOpenedAt } : null;
}

/** What lists and cards show of a session. */
export function factsOf(
  session: SessionState,
  more: Pick<SessionFacts, 'pendingTool' | 'openCalls' | 'burn'> & { isUnfinished: boolean },
): SessionFacts {
  const aside = session.clientVersion === null ? session.aside : null;
  return {
    ...chooseTitle(session.title),
    client: clientKindOf(session.entrypoint ?? aside?.entrypoint ?? null),
    clientVersion: session.clientVersion ?? aside?.version ?? null,
    cwd: session.cwd ?? aside?.cwd ?? null,
    gitBranch: session.gitBranch ?? aside?.gitBranch ?? null,
    model: session.model,
    permissionMode: session.permissionMode,
    startedAt: session.startedAt,
    lastActivityAt: session.lastActivityAt,
    prompts: session.prompts,
    toolCalls: session.toolCalls,
    toolErrors: session.toolErrors,
    contextTokens: session.contextTokens,
    contextWindow: contextWindowOf(session.model, session.contextTokens, session.largeModel),
    isTurnOpen: session.isTurnOpen,
    turnSince: session.turnSince,
    guessedEnd: guessedEnd(session),
    pendingTool: more.pendingTool,
    openCalls: more.openCalls,
    lastAction: session.lastAction === null ? null : { ...session.lastAction },
    burn: more.burn,
    forkedFrom: session.forkedFrom,
    malformedLines: session.malformedLines,
    unknownLines: session.unknownLines,
    usageIsLowerBound: session.usageIsLowerBound || (more.isUnfinished && !session.isTurnOpen),
    clients: session.clients.map((client) => ({ ...client })),
    leafUuid: session.leafUuid,
  };
}
