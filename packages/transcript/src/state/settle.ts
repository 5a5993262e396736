import { MAIN_AGENT } from '../session/agent-state.ts';
import type { AgentView, SessionState, ToolCallView } from '../session/session-view.ts';

/**
 * An agent as it stands given its session's state. The transcript of a killed client ends without a word, so an
 * agent that nothing ended looks at work for ever; it cannot outlive the process.
 */
export function settleAgent(agent: AgentView, state: SessionState): AgentView {
  if (agent.state !== 'working') return agent;
  // The main thread does nothing at the prompt, whatever its last record says. Agents may: they run in the background.
  if (agent.id === MAIN_AGENT && (state === 'idle' || state === 'background')) {
    return { ...agent, state: 'done', endedAt: agent.lastActivityAt };
  }
  if (state === 'crashed') return { ...agent, state: 'killed', endedAt: agent.lastActivityAt };
  if (state === 'ended' || state === 'unknown' || state === 'unreachable')
    return { ...agent, state: 'unknown' };
  return agent;
}

/** A tool call as it stands given its session's state: without a process nothing answers it any more. */
export function settleToolCall(call: ToolCallView, state: SessionState): ToolCallView {
  const isOver = state === 'crashed' || state === 'ended';
  return call.state === 'running' && isOver ? { ...call, state: 'interrupted' } : call;
}
