import type { AgentRun } from './agent-run.ts';
import { type ToolOutcome, usageFields } from './thread.ts';

function tokensOf(run: AgentRun): number {
  const spent = run.actor.spent();
  return spent.input + spent.output + spent.cacheWrite;
}

/** Answer to the tool call of an agent that the client waited for. */
export function agentResult(run: AgentRun, result: string, nowMs: number): ToolOutcome {
  const { version, model } = run.actor.thread.options;
  const content = [
    { type: 'text', text: result },
    { type: 'text', text: `agentId: ${run.id} (for resuming to continue this agent's work if needed)` },
  ];
  return {
    content,
    kept: {
      status: 'completed',
      prompt: run.task.prompt,
      agentId: run.id,
      ...(version.modern ? { agentType: run.task.type } : {}),
      content: content.slice(0, 1),
      totalDurationMs: nowMs - run.startedAtMs,
      totalTokens: tokensOf(run),
      totalToolUseCount: run.actor.spent().tools,
      usage: usageFields(version, run.actor.lastUsage()),
      ...(version.modern && version.meta !== 'plain' ? { resolvedModel: model } : {}),
    },
  };
}

/** Answer to the tool call of an agent that works in the background: at once, and without its result. */
export function asyncLaunched(run: AgentRun, model: string): ToolOutcome {
  return {
    content: [
      {
        type: 'text',
        text: `Async agent launched successfully.\nagentId: ${run.id}\nIt works in the background.`,
      },
    ],
    kept: {
      isAsync: true,
      status: 'async_launched',
      agentId: run.id,
      description: run.task.description,
      resolvedModel: model,
      prompt: run.task.prompt,
      outputFile: `/tmp/claude-1000/tasks/${run.id}.output`,
      canReadOutputFile: true,
      canContinueAgent: true,
    },
  };
}

/** What the main thread hears when a background agent stops. */
export function taskNotification(run: AgentRun, result: string, nowMs: number): string {
  return [
    '<task-notification>',
    `<task-id>${run.id}</task-id>`,
    `<tool-use-id>${run.tool.id}</tool-use-id>`,
    `<output-file>/tmp/claude-1000/tasks/${run.id}.output</output-file>`,
    '<status>completed</status>',
    `<summary>Agent "${run.task.description}" finished</summary>`,
    `<result>${result}</result>`,
    `<usage><subagent_tokens>${tokensOf(run)}</subagent_tokens><tool_uses>${run.actor.spent().tools}</tool_uses>` +
      `<duration_ms>${nowMs - run.startedAtMs}</duration_ms></usage>`,
    '</task-notification>',
  ].join('\n');
}
