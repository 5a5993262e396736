import type { AlertWatch } from '../alerts/alert-watch.ts';
import type { EntryDraft } from '../entries/entry.ts';
import { oneLine } from '../entries/long-text.ts';
import type { RecordSignal } from '../entries/record-signal.ts';
import type { RecordStamp } from '../entries/record-stamp.ts';
import { textHash } from '../entries/text-hash.ts';
import { contextWindowOf } from '../usage/context-window.ts';
import { MAIN_AGENT } from './agent-state.ts';
import type { AgentTable } from './agent-table.ts';
import type { EarlyAnswer, EarlyAnswers } from './early-answers.ts';
import type { SessionState } from './projection-state.ts';
import type { LastAction } from './session-view.ts';
import { addSummary, seePrompt } from './title.ts';
import type { ToolCallTable } from './tool-call-table.ts';
import { beginTurn, closeTurn, openTurn } from './turn.ts';

const MAX_LABEL_CHARS = 200;

/** The whole prompt of an agent that clients 2.0 start to warm a cache. */
const WARMUP_PROMPT = 'Warmup';

/** What a signal may change, and whose record it came from. */
export interface SignalContext {
  session: SessionState;
  agents: AgentTable;
  calls: ToolCallTable;
  early: EarlyAnswers;
  alerts: AlertWatch;
  /** Null for the main thread. */
  agentId: string | null;
  at: number | null;
  /** Place of the record's entry; null for bookkeeping. */
  seq: number | null;
  stamp: RecordStamp;
  /** A summary whose leaf is not of this session is handed on. */
  /** The record itself, or the nearest ancestor that has an entry. */
  entryOf: (uuid: string) => string | null;
  onForeignSummary: (leafUuid: string, text: string) => void;
}

/** Applies one fact. Titles and modes belong to the main transcript; turns are the main thread's only. */
export function applySignal(signal: RecordSignal, context: SignalContext): void {
  const { session, agents } = context;
  const isMain = context.agentId === null;
  switch (signal.type) {
    case 'titled':
      session.title[signal.source] = signal.text;
      return;
    case 'summarised':
      if (!addSummary(session.title, signal.leafUuid, signal.text)) {
        context.onForeignSummary(signal.leafUuid, signal.text);
      }
      return;
    case 'prompted':
      applyPrompt(signal.text, signal.isQueued, context);
      return;
    case 'commanded':
    case 'commandAnswered':
    case 'metaPrompted':
      if (isMain) applyCommand(signal, context);
      return;
    case 'turnOpened':
      if (isMain) openTurn(session, context.at);
      return;
    case 'turnClosed':
      if (!signal.isGuess) context.alerts.turnEnded(threadId(context));
      if (isMain) closeTurn(session, context.at, signal.isGuess ?? false);
      return;
    case 'interrupted':
      if (signal.isMidway) context.calls.unrefuse(context.agentId);
      interruptThread(context);
      return;
    case 'compacted':
      if (!isMain) return;
      session.contextTokens = 0;
      context.alerts.contextRead(0, context.at);
      return;
    case 'usageRefused':
      session.usageIsLowerBound = true;
      return;
    case 'answered':
      applyAnswer(signal.model, signal.contextTokens, context);
      return;
    case 'toolUsed':
      applyToolUse(signal, context);
      return;
    case 'toolAnswered':
      applyToolAnswer({ outcome: signal.outcome, at: context.at, seq: context.seq ?? 0 }, context);
      return;
    case 'taskEnded':
      agents.ended(signal.taskId, signal.end, context.at);
      return;
    case 'agentsKilled':
      agents.killAll(context.at);
      return;
    case 'agentSeen':
      agents.seen(signal.agentId, signal.toolUseId);
      return;
    case 'permissionMode':
      if (isMain) session.permissionMode = signal.mode;
      return;
    case 'relocated':
      session.cwd = signal.cwd;
      return;
    case 'derivedFrom':
      session.forkedFrom ??= signal.sessionId;
      return;
    case 'leafNamed':
      session.leafUuid = context.entryOf(signal.uuid);
      return;
    case 'apiFailed':
      context.alerts.apiFailed(threadId(context), signal.text, context.at);
      return;
    case 'acted':
      setLastAction(session, {
        kind: signal.kind,
        tool: null,
        text: signal.text,
        isError: signal.isError,
        at: context.at,
      });
      return;
    default:
      signal satisfies never;
  }
}

function threadId({ agentId }: SignalContext): string {
  return agentId ?? MAIN_AGENT;
}

function applyPrompt(text: string, isQueued: boolean, context: SignalContext): void {
  const { session } = context;
  context.alerts.turnEnded(threadId(context));
  const thread = context.agents.thread(context.agentId);
  if (context.agentId === null) {
    // A new turn: what the one before left unanswered will never be answered.
    if (!isQueued) {
      interruptThread(context);
      beginTurn(session, context.at);
    }
    session.prompts += 1;
    seePrompt(session.title, text);
    return;
  }
  if (thread.promptHash !== null) return;
  thread.promptHash = textHash(text);
  thread.firstPrompt = oneLine(text, MAX_LABEL_CHARS);
  // Clients 2.0 start agents to warm caches; they belong to no call.
  thread.isWarmup = text.trim() === WARMUP_PROMPT;
}

/** A slash command, its output below it, and what it means to the model below either: that opens a turn. */
function applyCommand(
  signal: Extract<RecordSignal, { type: 'commanded' | 'commandAnswered' | 'metaPrompted' }>,
  { session, stamp, at }: SignalContext,
): void {
  if (signal.type === 'commanded') {
    session.commandUuid = stamp.uuid;
    const { text } = signal;
    if (session.title.firstCommand === '' && text !== '/clear' && text !== '/exit') {
      session.title.firstCommand = oneLine(text, MAX_LABEL_CHARS);
    }
    return;
  }
  if (session.commandUuid === null || stamp.parentUuid !== session.commandUuid) return;
  if (signal.type === 'commandAnswered') {
    session.commandUuid = stamp.uuid;
    return;
  }
  beginTurn(session, at);
  openTurn(session, at);
}

function interruptThread(context: SignalContext): void {
  const { agents, calls, agentId, at } = context;
  for (const id of calls.interrupt(agentId, at)) agents.interrupt(id, at);
}

function applyAnswer(model: string, contextTokens: number, context: SignalContext): void {
  context.agents.thread(context.agentId).model = model;
  context.alerts.apiAnswered(threadId(context));
  if (context.agentId !== null) return;
  const { session } = context;
  session.model = model;
  // A failed or cut answer has no counts: the window is as full as before.
  if (contextTokens === 0) return;
  session.contextTokens = contextTokens;
  const window = contextWindowOf(model, contextTokens, session.largeModel);
  if (contextTokens > contextWindowOf(model)) session.largeModel = model;
  context.alerts.contextRead(contextTokens / window, context.at);
}

function applyToolUse(call: Extract<RecordSignal, { type: 'toolUsed' }>, context: SignalContext): void {
  const { session, agents, calls, agentId, at, seq } = context;
  const thread = agents.thread(agentId);
  session.toolCalls += 1;
  countTool(thread.tools, call.name);
  const view = calls.use({ id: call.id, name: call.name, input: call.input, agentId, at, seq: seq ?? 0 });
  const { argument } = view;
  context.alerts.called(threadId(context), { name: call.name, input: call.input, argument, at });
  agents.launch({ id: call.id, name: call.name, input: call.input, ownerId: agentId, at });
  setLastAction(session, { kind: 'tool', tool: call.name, text: argument, isError: false, at });
  const answer = context.early.take(call.id);
  if (answer !== null) applyToolAnswer(answer, context);
}

/** A broken file may name any number of tools; a thread's table stays small. */
function countTool(tools: Map<string, number>, name: string): void {
  const key = tools.size < 200 || tools.has(name) ? name.slice(0, 200) : 'other';
  tools.set(key, (tools.get(key) ?? 0) + 1);
}

function applyToolAnswer(answer: EarlyAnswer, context: SignalContext): void {
  const { session, agents, calls, agentId } = context;
  const { outcome, at, seq } = answer;
  const view = calls.answer(outcome, at, seq);
  if (view === null) {
    context.early.keep(answer);
    return;
  }
  agents.answer(outcome, at);
  const isError = outcome.state === 'failed';
  if (isError || outcome.state === 'done') context.alerts.answered(threadId(context), isError, at);
  if (isError) {
    session.toolErrors += 1;
    agents.thread(agentId).toolErrors += 1;
  }
  // Of a success a person wants to know what was done, not the tool's polite words about it.
  const text = isError ? outcome.text : view.argument;
  setLastAction(session, { kind: 'result', tool: view.name, text, isError, at });
}

/** Threads arrive in any order: the action with the newest time stands, whichever file it came from. */
function setLastAction(session: SessionState, action: LastAction): void {
  const before = session.lastAction?.at ?? null;
  if (before !== null && action.at !== null && action.at < before) return;
  session.lastAction = action;
}

/** A draft's own sign of life. */
export function isMessage(draft: EntryDraft | null): boolean {
  return (
    draft !== null && (draft.kind === 'assistant' || draft.kind === 'toolResult' || draft.kind === 'prompt')
  );
}

/** Whether an agent's entry is the prompt of a cache warm-up. */
export function isWarmupPrompt(draft: EntryDraft): boolean {
  const [part] = draft.parts;
  return draft.kind === 'prompt' && part?.type === 'text' && part.text.trim() === WARMUP_PROMPT;
}
