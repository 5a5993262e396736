import type { ApiLog } from './api-log.ts';
import type { ClientVersion } from './client-version.ts';
import type { Ids } from './ids.ts';
import type { TranscriptClock } from './transcript-clock.ts';

/** One content block of an answer, before the client writes it as a line of its own. */
export type AnswerBlock =
  | { type: 'thinking'; text: string }
  | { type: 'text'; text: string }
  | { type: 'toolUse'; name: string; input: Record<string, unknown> };

/** A tool call that is on disk; its result hangs below `uuid`. */
export interface PendingTool {
  id: string;
  uuid: string;
  name: string;
  input: Record<string, unknown>;
}

/** What a tool answered: for the model, and as the client keeps it. */
export interface ToolOutcome {
  content: unknown;
  /** Structured result, or the `Error: …` string. */
  kept: unknown;
  isError?: boolean;
  /** A person said no. */
  isDenied?: boolean;
  /** Who let it run, or did not: the client's settings where this is absent. */
  decidedBy?: 'hook';
}

/** Tokens of one API message. */
export interface AnswerUsage {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
}

export interface ThreadOptions {
  version: ClientVersion;
  entrypoint: string;
  sessionId: string;
  cwd: string;
  gitBranch: string;
  model: string;
  /** Null: the main thread. */
  agentId: string | null;
  /** Role of the sub-agent; null for the main thread. */
  agentType: string | null;
  ids: Ids;
  clock: TranscriptClock;
  apiLog: ApiLog | null;
  /** Takes complete lines, without the newline. */
  write(line: string): void;
}

interface ChainedMore {
  /** Fields after `uuid` and `timestamp`. */
  rest?: object | undefined;
  /** Another parent than the last record. */
  parent?: string | null;
}

/** Writes the records of one transcript file: chains uuids, and puts fields in the order of the client's version. */
export interface Thread {
  readonly options: ThreadOptions;
  /** Last chained record. */
  leaf(): string | null;
  setPromptId(promptId: string): void;
  /** A record of the chain; returns its uuid. */
  chained(own: object, more?: ChainedMore): string;
  /** A bookkeeping record, without uuid. */
  plain(fields: object): void;
  prompt(content: unknown, fields?: object): string;
  attachment(attachment: object, rendered?: string): string;
  answer(blocks: readonly AnswerBlock[], usage: AnswerUsage, stopReason: string): PendingTool[];
  toolResult(tool: PendingTool, outcome: ToolOutcome): string;
}

const REJECTED =
  "The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was a file edit, the " +
  'new_string was NOT written to the file). STOP what you are doing and wait for the user to tell you how to proceed.';

/** Outcome of a tool call that a person refused. */
export function deniedOutcome(): ToolOutcome {
  return { content: REJECTED, kept: 'User rejected tool use', isError: true, isDenied: true };
}

export function createThread(options: ThreadOptions): Thread {
  const { version, clock, ids } = options;
  let leaf: string | null = null;
  let promptId = ids.uuid();
  const isSidechain = options.agentId !== null;
  const agent = isSidechain ? { agentId: options.agentId } : {};
  const place = {
    cwd: options.cwd,
    sessionId: options.sessionId,
    version: version.version,
    gitBranch: options.gitBranch,
  };
  const before = version.modern ? '' : `,${inner({ userType: 'external', ...place, ...agent })}`;
  const after = version.modern
    ? `,${inner({
        userType: 'external',
        entrypoint: options.entrypoint,
        ...place,
      })}}`
    : '}';

  // Put together as text: the common fields of a file are the same on every line, and this is the hot path of a corpus.
  const chained = (own: object, { rest, parent = leaf }: ChainedMore = {}): string => {
    const uuid = ids.uuid();
    const head = `{"parentUuid":${parent === null ? 'null' : `"${parent}"`},"isSidechain":${isSidechain}${before}`;
    const stamp = `"uuid":"${uuid}","timestamp":"${new Date(clock.now()).toISOString()}"`;
    options.write(`${head},${inner(own)},${stamp}${rest === undefined ? '' : `,${inner(rest)}`}${after}`);
    leaf = uuid;
    return uuid;
  };
  const thread: Thread = {
    options,
    leaf: () => leaf,
    setPromptId: (id) => {
      promptId = id;
    },
    chained,
    plain: (fields) => options.write(JSON.stringify(fields)),
    prompt: (content, rest = {}) =>
      chained(
        {
          ...(version.modern ? { promptId, ...agent } : {}),
          type: 'user',
          message: { role: 'user', content },
        },
        { rest: isEmpty(rest) ? undefined : rest },
      ),
    attachment: (attachment, rendered) =>
      chained(
        { ...(version.modern ? agent : {}), attachment, type: 'attachment' },
        {
          rest:
            rendered === undefined || !version.apiLog
              ? undefined
              : {
                  rendered: [{ content: `<system-reminder>\n${rendered}\n</system-reminder>` }],
                  renderedRole: 'system',
                },
        },
      ),
    answer: (blocks, usage, stopReason) => writeAnswer({ thread, agent, blocks, usage, stopReason }),
    toolResult: (tool, outcome) => {
      const part = {
        tool_use_id: tool.id,
        type: 'tool_result',
        content: outcome.content,
        ...(outcome.isError === undefined ? {} : { is_error: outcome.isError }),
      };
      options.apiLog?.noteInput({ role: 'user', content: [part] });
      return chained(
        {
          ...(version.modern ? { promptId, ...agent } : {}),
          type: 'user',
          message: { role: 'user', content: [part] },
        },
        { rest: afterResult(options, tool, outcome), parent: tool.uuid },
      );
    },
  };
  return thread;
}

function afterResult(options: ThreadOptions, tool: PendingTool, outcome: ToolOutcome): object {
  const { version } = options;
  return {
    toolUseResult: outcome.kept,
    ...(version.agents === 'beside' ? {} : { sourceToolAssistantUUID: tool.uuid }),
    ...(version.apiLog ? decisionFields(outcome) : {}),
    ...terminalId(options),
  };
}

/** How the newest clients note why a tool ran, or did not. */
function decisionFields({ isDenied = false, decidedBy }: ToolOutcome): object {
  if (decidedBy === 'hook') {
    const by = { source: 'hook', reasonType: 'hook' };
    if (!isDenied) return { permissionDecision: { decision: 'accept', ...by } };
    const permissionDecision = { decision: 'reject', ...by, reasonCode: 'hook:PermissionRequest' };
    return { toolDenialKind: 'permission-rule', permissionDecision };
  }
  if (isDenied) return { toolDenialKind: 'user-rejected', toolDenialBeforeRun: true };
  const rule = { reasonType: 'rule', ruleSource: 'cliArg' };
  return { permissionDecision: { decision: 'accept', source: 'config', ...rule } };
}

/** The newest clients repeat the session's id on some records of a terminal's main thread. */
function terminalId({ version, entrypoint, agentId, sessionId }: ThreadOptions): object {
  return version.apiLog && entrypoint === 'cli' && agentId === null ? { session_id: sessionId } : {};
}

function writeAnswer(given: {
  thread: Thread;
  agent: object;
  blocks: readonly AnswerBlock[];
  usage: AnswerUsage;
  stopReason: string;
}): PendingTool[] {
  const { thread, agent, blocks, stopReason } = given;
  const { version, ids, model, apiLog, clock } = thread.options;
  const messageId = ids.messageId();
  const requestId = ids.requestId();
  const requestRef = apiLog?.writeRequest(clock.now()) ?? '';
  const usage = usageFields(version, given.usage);
  const tools: PendingTool[] = [];
  blocks.forEach((block, index) => {
    const toolId = block.type === 'toolUse' ? ids.toolUseId() : '';
    const isLast = index === blocks.length - 1;
    const uuid = thread.chained(
      {
        ...(version.modern ? agent : {}),
        message: {
          id: messageId,
          type: 'message',
          role: 'assistant',
          model,
          content: [contentOf(block, toolId, ids)],
          stop_reason: version.finalUsage && (version.modern || isLast) ? stopReason : null,
          stop_sequence: null,
          usage,
          ...(version.modern && version.meta !== 'plain' ? { stop_details: null } : {}),
        },
        ...(version.apiLog ? { ...timing(block), apiBlockIndex: index } : {}),
        requestId,
        ...(version.apiLog ? { requestRef, requestedModel: model, promptCacheRequested: '5m' } : {}),
        ...attribution(thread.options),
        type: 'assistant',
      },
      {
        rest: version.apiLog
          ? { perTurnEffort: null, madeBy: 'model', ...terminalId(thread.options) }
          : undefined,
      },
    );
    if (block.type === 'toolUse') tools.push({ id: toolId, uuid, name: block.name, input: block.input });
    clock.pass(12);
  });
  return tools;
}

/** 2.1.197 and later say which kind of sub-agent spoke. */
function attribution({ version, agentType }: ThreadOptions): object {
  const isTold = version.meta === 'linked' || version.meta === 'full';
  return isTold && agentType !== null ? { attributionAgent: agentType } : {};
}

function timing(block: AnswerBlock): object {
  if (block.type === 'thinking')
    return { thinkingDurationMs: 20 + block.text.length, thinkingDisplay: 'updates' };
  return block.type === 'toolUse' ? { toolInputStreamMs: 3 + block.name.length } : {};
}

function contentOf(block: AnswerBlock, toolId: string, ids: Ids): object {
  switch (block.type) {
    case 'thinking':
      return { type: 'thinking', thinking: block.text, signature: ids.signature() };
    case 'text':
      return { type: 'text', text: block.text };
    case 'toolUse':
      return { type: 'tool_use', id: toolId, name: block.name, input: block.input };
  }
}

/** Tokens as the version puts them into `message.usage`. */
export function usageFields(version: ClientVersion, usage: AnswerUsage): object {
  const common = {
    input_tokens: usage.input,
    cache_creation_input_tokens: usage.cacheWrite,
    cache_read_input_tokens: usage.cacheRead,
  };
  if (!version.modern) {
    return {
      ...common,
      cache_creation: { ephemeral_5m_input_tokens: usage.cacheWrite, ephemeral_1h_input_tokens: 0 },
      output_tokens: version.finalUsage ? usage.output : Math.min(usage.output, 4),
      service_tier: 'standard',
    };
  }
  return {
    ...common,
    output_tokens: usage.output,
    ...(version.apiLog ? { output_tokens_details: { thinking_tokens: 0 } } : {}),
    server_tool_use: { web_search_requests: 0, web_fetch_requests: 0 },
    service_tier: 'standard',
    cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: usage.cacheWrite },
    inference_geo: '',
    iterations: [],
    speed: 'standard',
    ...(version.apiLog ? { fallback_credit: null } : {}),
  };
}

/** The fields of an object as JSON, without the braces. */
function inner(fields: object): string {
  return JSON.stringify(fields).slice(1, -1);
}

function isEmpty(fields: object): boolean {
  for (const _ in fields) return false;
  return true;
}
