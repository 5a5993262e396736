import { type Actor, createActor } from './actor.ts';
import { type ApiLog, createApiLog } from './api-log.ts';
import { createIds } from './ids.ts';
import type { SessionOptions } from './session.ts';
import { createThread, type Thread, type ThreadOptions } from './thread.ts';

/** What the parts of one session share. */
export interface SessionContext {
  readonly options: SessionOptions;
  readonly id: string;
  /** `projects/<slug>` */
  readonly folder: string;
  readonly path: string;
  readonly isTerminal: boolean;
  readonly base: Omit<ThreadOptions, 'agentId' | 'agentType' | 'apiLog' | 'write'>;
  readonly apiLog: ApiLog | null;
  readonly thread: Thread;
  readonly main: Actor;
  readonly startedAtMs: number;
  prompts: number;
  turnStartedAtMs: number;
  lastPrompt: string;
  /** A bookkeeping line that names the session. */
  plain(fields: object): void;
}

/** The folder name that the client derives from a directory: lossy, as in life. */
function projectSlug(cwd: string): string {
  return cwd.replace(/[^A-Za-z0-9]/g, '-');
}

export function createSessionContext(options: SessionOptions): SessionContext {
  const { version, clock, files, manual, entrypoint, model } = options;
  const ids = createIds(options.random);
  const id = options.sessionId ?? ids.uuid();
  const folder = `projects/${projectSlug(options.cwd)}`;
  const path = `${folder}/${id}.jsonl`;
  const write = (line: string): void => files.append(path, line);
  const isTerminal = entrypoint === 'cli';
  const base = {
    version,
    entrypoint,
    sessionId: id,
    cwd: options.cwd,
    gitBranch: options.gitBranch,
    model,
    ids,
    clock,
  };
  const querySource = isTerminal ? 'repl_main_thread' : 'sdk';
  const apiLog = version.apiLog
    ? createApiLog({
        ids,
        sessionId: id,
        agentId: null,
        version: version.version,
        model,
        querySource,
        manual,
        write,
      })
    : null;
  const thread = createThread({ ...base, agentId: null, agentType: null, apiLog, write });
  return {
    options,
    id,
    folder,
    path,
    isTerminal,
    base,
    apiLog,
    thread,
    main: createActor(thread, manual),
    startedAtMs: clock.now(),
    prompts: 0,
    turnStartedAtMs: clock.now(),
    lastPrompt: '',
    plain: (fields) => thread.plain({ ...fields, sessionId: id }),
  };
}
