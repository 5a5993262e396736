import { type Actor, createActor } from './actor.ts';
import { createApiLog } from './api-log.ts';
import { writeOpeningAttachments } from './attachments.ts';
import type { Manual } from './manual.ts';
import type { SyntheticFiles } from './synthetic-files.ts';
import { createThread, type PendingTool, type ThreadOptions } from './thread.ts';

/** What the parent asks for. */
export interface AgentTask {
  type: string;
  description: string;
  prompt: string;
}

/** A sub-agent at work: its own transcript, linked to the tool call that started it. */
export interface AgentRun {
  readonly id: string;
  readonly task: AgentTask;
  readonly actor: Actor;
  /** The tool call on the parent's thread. */
  readonly tool: PendingTool;
  readonly parent: Actor;
  readonly startedAtMs: number;
  /** Already answered with `async_launched`; a notification will tell the result. */
  readonly isBackground: boolean;
  markFinished(): void;
}

export interface AgentRunOptions {
  /** The parent thread's own options: version, place, clock and ids are the same. */
  base: Omit<ThreadOptions, 'agentId' | 'agentType' | 'apiLog' | 'write'>;
  files: SyntheticFiles;
  /** `projects/<slug>` */
  folder: string;
  manual: Manual;
  task: AgentTask;
  tool: PendingTool;
  parent: Actor;
  parentAgentId: string | null;
  depth: number;
}

/** Starts the transcript (and `meta.json`, where the version has one) of a sub-agent. */
export function startAgentRun(options: AgentRunOptions): AgentRun {
  const { base, files, manual, task, tool, parent } = options;
  const { version, ids, sessionId, clock } = base;
  const id = version.agentIdPrefix + ids.hex(version.agentIdDigits);
  const folder = version.agents === 'beside' ? options.folder : `${options.folder}/${sessionId}/subagents`;
  const path = `${folder}/agent-${id}.jsonl`;
  const write = (line: string): void => files.append(path, line);
  const isBackground = version.backgroundAgents && options.depth === 1;
  const apiLog = version.apiLog
    ? createApiLog({
        ids,
        sessionId,
        agentId: id,
        version: version.version,
        model: base.model,
        querySource: `agent:builtin:${task.type}`,
        // A sub-agent has fewer tools, so its shape is smaller.
        manual: { ...manual, tools: manual.tools.slice(0, 4), system: manual.system.slice(0, 3) },
        write,
      })
    : null;
  const thread = createThread({ ...base, agentId: id, agentType: task.type, apiLog, write });
  const writeMeta = (isFinished: boolean): void => {
    const meta = metaFields({ ...options, id, isBackground, isFinished });
    if (meta !== null) files.replace(`${folder}/agent-${id}.meta.json`, JSON.stringify(meta));
  };
  writeMeta(false);
  thread.prompt(task.prompt);
  apiLog?.noteInput({ role: 'user', content: task.prompt });
  writeOpeningAttachments(thread, {
    ...manual,
    system: manual.system.slice(0, 2),
    skills: manual.skills.slice(0, 4),
  });
  return {
    id,
    task,
    tool,
    parent,
    isBackground,
    startedAtMs: clock.now(),
    actor: createActor(thread, {
      ...manual,
      system: manual.system.slice(0, 2),
      tools: manual.tools.slice(0, 2),
    }),
    markFinished: () => writeMeta(true),
  };
}

function metaFields(
  options: AgentRunOptions & { id: string; isBackground: boolean; isFinished: boolean },
): object | null {
  const { base, task, tool, parentAgentId, depth } = options;
  const plain = { agentType: task.type, description: task.description };
  const linked = { toolUseId: tool.id, spawnDepth: depth };
  switch (base.version.meta) {
    case 'none':
      return null;
    case 'plain':
      return plain;
    case 'linked':
      return { ...plain, ...linked };
    case 'full':
      return {
        agentType: task.type,
        isBuiltIn: true,
        description: task.description,
        toolUseId: tool.id,
        ...(parentAgentId === null ? {} : { parentAgentId }),
        spawnDepth: depth,
        requestShape: options.isBackground ? 'background' : 'foreground',
        requestNonInteractive: base.entrypoint !== 'cli',
        model: base.model,
        pickedEffortModel: base.model,
        ...(options.isFinished ? { finished: true } : {}),
      };
  }
}
