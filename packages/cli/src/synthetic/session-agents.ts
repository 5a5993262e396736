import { type AgentRun, type AgentTask, startAgentRun } from './agent-run.ts';
import type { SessionContext } from './session-context.ts';
import { agentResult, asyncLaunched, taskNotification } from './task-notification.ts';

/** Starts and ends the sub-agents of one session. */
export interface SessionAgents {
  start(task: AgentTask, options?: { by?: AgentRun; saying?: string }): AgentRun;
  finish(run: AgentRun, result: string): void;
}

export function createSessionAgents(context: SessionContext): SessionAgents {
  const { base, folder, main, options } = context;
  const depths = new Map<string, number>();
  return {
    start: (task, { by, saying } = {}) => {
      const parent = by?.actor ?? main;
      const input = { description: task.description, subagent_type: task.type, prompt: task.prompt };
      const [tool] = parent.answer([
        ...(saying === undefined ? [] : [{ type: 'text' as const, text: saying }]),
        { type: 'toolUse', name: base.version.agentTool, input },
      ]);
      if (tool === undefined) throw new Error('An answer with a tool call gives a pending tool.');
      const depth = (by === undefined ? 0 : (depths.get(by.id) ?? 1)) + 1;
      const { files, manual } = options;
      const parentAgentId = by?.id ?? null;
      const run = startAgentRun({ base, files, folder, manual, task, tool, parent, parentAgentId, depth });
      depths.set(run.id, depth);
      if (run.isBackground) parent.finishTool(tool, asyncLaunched(run, base.model));
      return run;
    },
    finish: (run, result) => {
      run.markFinished();
      const now = base.clock.now();
      if (run.isBackground) writeNotification(context, taskNotification(run, result, now));
      else run.parent.finishTool(run.tool, agentResult(run, result, now));
    },
  };
}

function writeNotification(
  { base, thread, plain, prompts, apiLog, main }: SessionContext,
  text: string,
): void {
  const timestamp = new Date(base.clock.now()).toISOString();
  plain({ type: 'queue-operation', operation: 'enqueue', timestamp, content: text });
  plain({ type: 'queue-operation', operation: 'dequeue', timestamp });
  thread.setPromptId(base.ids.uuid());
  thread.prompt(text, {
    permissionMode: 'default',
    origin: { kind: 'task-notification', producer: 'session-task' },
    promptSource: 'system',
    turnOrigin: 'task_notification',
    turnPosition: { promptIndex: prompts, turnIndex: prompts + 1 },
    queueSkipAttachments: true,
  });
  apiLog?.noteInput({ role: 'user', content: text });
  main.hear(text.length);
}
