import { toolDetail } from '../entries/tool-argument.ts';
import type { HookState, OpenRequest, ProcessEnd, RegistryReport, SessionStateInput } from '../index.ts';
import type { RecordedHook, RegistryFile, TimelineEvent } from './recorded-timeline.ts';

/** Which of a recording's sources are listened to. */
export interface Sources {
  registry: boolean;
  hooks: boolean;
  /** As if the host found the client in its list of processes. */
  processes: boolean;
}

type Evidence = Pick<SessionStateInput, 'registry' | 'hook' | 'request' | 'ended' | 'endedAt'>;

/** Of a session that nobody reports. */
export const NOTHING_REPORTED: Evidence = {
  registry: null,
  hook: null,
  request: null,
  ended: null,
  endedAt: null,
};

/** What a host would report of one session while a recording is replayed. */
export class ReportedEvidence {
  readonly now: Evidence = { ...NOTHING_REPORTED };
  readonly #sessionId: string;
  readonly #sources: Sources;
  /** Registry file that named the session last. */
  #file: string | null = null;

  constructor(sessionId: string, sources: Sources) {
    this.#sessionId = sessionId;
    this.#sources = sources;
  }

  get isHeardOf(): boolean {
    const { registry, hook, request, ended } = this.now;
    return registry !== null || hook !== null || request !== null || ended !== null;
  }

  apply(event: TimelineEvent): void {
    if (event.type === 'registry' && this.#sources.registry) this.#applyRegistry(event);
    if (event.type === 'process') this.#applyProcess(event);
    if (event.type === 'hook' && this.#sources.hooks && event.hook.sessionId === this.#sessionId) {
      this.#applyHook(event.hook, event.at);
    }
  }

  #applyRegistry({ at, file, entry }: Extract<TimelineEvent, { type: 'registry' }>): void {
    if (entry?.sessionId === this.#sessionId) {
      this.#file = file;
      const report = registryReport(entry);
      // Answered at the keyboard: the client leaves the request open, so the host lets it go.
      if (this.now.registry?.status === 'waiting' && report.status !== 'waiting') this.now.request = null;
      this.#run(report);
    } else if (this.#file === file) {
      this.#end(entry === null ? 'exited' : 'moved', at);
    }
  }

  #applyProcess({ at, how }: Extract<TimelineEvent, { type: 'process' }>): void {
    if (how === 'started') {
      if (this.#sources.processes) this.#run({ ...UNREPORTED, startedAt: at });
    } else {
      this.#end(how, at);
    }
  }

  #applyHook(hook: RecordedHook, at: number): void {
    if (hook.event === 'answered') {
      this.now.request = null;
      return;
    }
    if (ENDS_REQUEST.has(hook.event)) this.now.request = null;
    if (hook.event === 'PermissionRequest') this.now.request = requestOf(hook, at);
    const said = hookStatus(hook);
    if (said !== null) this.now.hook = { ...said, at };
  }

  #run(registry: RegistryReport): void {
    Object.assign(this.now, { registry, ended: null, endedAt: null });
  }

  #end(ended: ProcessEnd, endedAt: number): void {
    if (this.now.registry !== null) Object.assign(this.now, { registry: null, ended, endedAt });
    this.now.request = null;
    this.#file = null;
  }
}

/** After one of these, nobody waits for an answer any more. */
const ENDS_REQUEST: ReadonlySet<string> = new Set([
  'PostToolUse',
  'PostToolUseFailure',
  'PostToolBatch',
  'Stop',
  'SessionEnd',
]);

/** A process that was found in the list of processes. */
export const UNREPORTED: RegistryReport = {
  source: 'process',
  status: null,
  waitingFor: null,
  statusSince: null,
  startedAt: null,
  process: 'alive',
};

/** What a host makes of a registry file. */
export function registryReport(entry: RegistryFile): RegistryReport {
  const status = (['busy', 'idle', 'waiting', 'shell'] as const).find((known) => known === entry.status);
  return {
    source: 'registry',
    status: status ?? (entry.status === undefined ? null : 'other'),
    waitingFor: entry.waitingFor ?? null,
    statusSince: entry.statusUpdatedAt ?? entry.updatedAt ?? null,
    startedAt: entry.startedAt ?? null,
    process: 'alive',
  };
}

function requestOf({ tool = '', input, agentId }: RecordedHook, at: number): OpenRequest {
  const kind = tool === 'AskUserQuestion' ? 'question' : tool === 'ExitPlanMode' ? 'plan' : 'permission';
  return { kind, tool, text: toolDetail(tool, input), agentId: agentId ?? null, at };
}

/** Hooks of sub-agents say nothing of the session's turn. */
function hookStatus({ event, message, notification, agentId }: RecordedHook): Omit<HookState, 'at'> | null {
  if (agentId !== undefined) return null;
  switch (event) {
    case 'UserPromptSubmit':
    case 'PreToolUse':
    case 'PostToolUse':
    case 'PostToolUseFailure':
      return { status: 'busy', reason: event };
    case 'Stop':
    case 'SessionStart':
      return { status: 'idle', reason: event };
    case 'SessionEnd':
      return { status: 'ended', reason: event };
    case 'Notification':
      return { status: notification === 'idle_prompt' ? 'idle' : 'waiting', reason: message ?? '' };
    default:
      return null;
  }
}
