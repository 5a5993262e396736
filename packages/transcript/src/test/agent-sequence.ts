import { join } from 'node:path';
import { type AgentView, settleAgent } from '../index.ts';
import { FIXTURES, readSessions } from './recorded-sessions.ts';
import { readTimeline } from './recorded-timeline.ts';
import { replayStates } from './state-sequence.ts';

/** How the agents graph of each session of a recording grew: a line for each change, then each agent's sums. */
export function expectedAgents(recording: string): Record<string, string[]> {
  const events = readTimeline(recording);
  const start = events[0]?.at ?? 0;
  const isRegistered = events.some(({ type }) => type === 'registry');
  const sources = { registry: isRegistered, hooks: false, processes: !isRegistered };
  const sessions = [...readSessions(join(FIXTURES, recording)).keys()].map((id) => {
    const lines: string[] = [];
    const shown = new Map<string, string>();
    let last: AgentView[] = [];
    replayStates(recording, id, sources, ({ at, session, status }) => {
      last = session.projection.agents().map((agent) => settleAgent(agent, status.state));
      for (const agent of last) {
        const words = graphWords(agent);
        if (shown.get(agent.id) !== words) lines.push(`${((at - start) / 1000).toFixed(1)}s ${words}`);
        shown.set(agent.id, words);
      }
    });
    return [id, lines.concat(last.map(sumsOf))] as const;
  });
  return Object.fromEntries(sessions);
}

function graphWords(agent: AgentView): string {
  const { id, parentId, type, title, state, depth, isBackground, tools } = agent;
  const from =
    parentId === null ? '' : ` of ${parentId}, depth ${depth}${isBackground ? ', background' : ''}`;
  const used = Object.entries(tools).map(([name, count]) => `${name} ${count}`);
  return `${id} ${type}${from}: ${state}, ${JSON.stringify(title)} [${used.join(', ')}]`;
}

function sumsOf({ id, state, usage, toolErrors, startedAt, endedAt, model }: AgentView): string {
  const { input, output, cacheRead, cacheWrite } = usage;
  const took = startedAt === null || endedAt === null ? 'no end' : `${endedAt - startedAt} ms`;
  return `in the end ${id}: ${state}, ${model}, in ${input} out ${output} read ${cacheRead} write ${cacheWrite}, ${toolErrors} errors, ${took}`;
}
