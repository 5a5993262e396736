import { type AlertWatch, createAlertWatch } from '../alerts/alert-watch.ts';
import type { EntryDraft } from '../entries/entry.ts';
import { type ParsedLine, parseLine } from '../entries/parse-line.ts';
import type { RecordStamp } from '../entries/record-stamp.ts';
import { addBounded } from '../usage/add-bounded.ts';
import type { TokenUsage } from '../usage/token-usage.ts';
import { MAIN_AGENT } from './agent-state.ts';
import { type AgentTable, createAgentTable } from './agent-table.ts';
import { applySignal, isMessage, isWarmupPrompt } from './apply-signal.ts';
import { applyStamp } from './apply-stamp.ts';
import { addBurn, mergeBurns } from './burn.ts';
import { createEarlyAnswers, type EarlyAnswers } from './early-answers.ts';
import { createInlineAgents, type InlineAgents } from './inline-agents.ts';
import { createLowerBoundWatch, type LowerBoundWatch } from './lower-bound.ts';
import {
  emptySessionState,
  readSavedProjection,
  SAVED_VERSION,
  type SavedProjection,
  type SessionState,
} from './projection-state.ts';
import { factsOf, isCounted, mainView } from './session-facts.ts';
import type { LineEffect, LineOrigin, SessionProjection, SourceLine } from './session-projection.ts';
import type { SessionFacts } from './session-view.ts';
import { createSkippedRecords, type SkippedRecords } from './skipped-records.ts';
import { addSummary } from './title.ts';
import { createToolCallTable, type ToolCallTable } from './tool-call-table.ts';

/** The projection of a session of which nothing has been read. */
export function createSessionProjection(sessionId: string): SessionProjection {
  return projectionOf(sessionId, null);
}

/** The projection as it was when saved. Throws a `TypeError` for what another version saved: read the raw log again. */
export function restoreSessionProjection(saved: unknown): SessionProjection {
  const value = readSavedProjection(saved);
  return projectionOf(value.sessionId, value);
}

/** The moving parts of one projection. */
interface Parts {
  sessionId: string;
  session: SessionState;
  agents: AgentTable;
  calls: ToolCallTable;
  early: EarlyAnswers;
  inline: InlineAgents;
  skipped: SkippedRecords;
  lowerBound: LowerBoundWatch;
  alerts: AlertWatch;
}

function projectionOf(sessionId: string, saved: SavedProjection | null): SessionProjection {
  const parts: Parts = {
    sessionId,
    session: saved?.session ?? emptySessionState(),
    agents: createAgentTable(saved?.agents),
    calls: createToolCallTable(saved?.calls),
    early: createEarlyAnswers(saved?.early),
    inline: createInlineAgents(saved?.inline),
    skipped: createSkippedRecords(saved?.skipped),
    lowerBound: createLowerBoundWatch(saved?.lowerBound),
    alerts: createAlertWatch(saved?.watched),
  };
  const { session, agents, calls } = parts;
  return {
    applyLine: (line, origin, assignSeq) => applyLine(parts, line, origin, assignSeq),
    applyAgentMeta: (agentId, meta) => agents.applyMeta(agentId, meta),
    applyRegistryName(name) {
      session.title.registry = name?.slice(0, 500) ?? '';
    },
    applyForkedFrom(other) {
      if (other !== sessionId) session.forkedFrom = other;
    },
    applySummary: (leafUuid, text) => addSummary(session.title, leafUuid, text),
    addUsage: (agentId, delta, at) => addUsage(parts, agentId, delta, at),
    facts: () =>
      factsOf(session, {
        ...openCallsOf(parts),
        burn: mergeBurns([...agents.threads()].map((thread) => thread.burn)),
        isUnfinished: parts.lowerBound.hasUnfinished(),
      }),
    agents: () => [mainView(session, agents), ...agents.views()],
    alertState: () => parts.alerts.state(),
    takeToolCalls: () => calls.takeTouched(),
    save: () => saveParts(parts),
  };
}

function openCallsOf({ agents, calls }: Parts): Pick<SessionFacts, 'pendingTool' | 'openCalls'> {
  const isOpen = isCounted(agents);
  return { pendingTool: calls.pending(isOpen), openCalls: calls.current(isOpen) };
}

type AssignSeq = (draft: EntryDraft) => number | null;

function applyLine(parts: Parts, line: SourceLine, origin: LineOrigin, assignSeq: AssignSeq): LineEffect {
  const { session, agents, calls, early, alerts } = parts;
  const parsed = parseLine(line, origin.receivedAt ?? null);
  const { stamp } = parsed;
  const agentId = agentOf(parts, origin, stamp);
  const { seq, isReplay } = place(parts, parsed, agentId, assignSeq);
  const effect: LineEffect = { entry: isReplay ? null : parsed.draft, usage: parsed.usage };
  if (parsed.usage !== null) {
    parsed.usage.agentId = agentId;
    if (parts.lowerBound.see(agentId ?? MAIN_AGENT, parsed.usage)) session.usageIsLowerBound = true;
  }
  // A replay has been counted; bookkeeping has no entry, and applying it twice changes nothing.
  if (isReplay) return effect;
  if (parsed.outcome === 'malformed') session.malformedLines += 1;
  if (parsed.outcome === 'unknown') session.unknownLines += 1;
  if (stamp === null) return effect;
  const at = parsed.draft?.at ?? stamp.at ?? agents.thread(agentId).lastAt;
  const { sessionId } = parts;
  applyStamp({ session, agents, sessionId, stamp, agentId, isMessage: isMessage(parsed.draft) });
  const onForeignSummary = (leafUuid: string, text: string): void => {
    effect.foreignSummary = { leafUuid, text };
  };
  if (parsed.draft !== null && agentId === null && stamp.uuid !== null) session.leafUuid = stamp.uuid;
  const entryOf = (uuid: string) => parts.skipped.parentOf(uuid);
  const context = {
    session,
    agents,
    calls,
    early,
    alerts,
    agentId,
    at,
    seq,
    stamp,
    entryOf,
    onForeignSummary,
  };
  for (const signal of parsed.signals) applySignal(signal, context);
  return effect;
}

/** Whose record it is: the file says it, or (clients 1.0) the chain within the main file. */
function agentOf(parts: Parts, origin: LineOrigin, stamp: RecordStamp | null): string | null {
  if (origin.agentId !== null) return origin.agentId;
  if (stamp === null || !stamp.isSidechain) return null;
  return stamp.agentId ?? parts.inline.agentOf(stamp);
}

/** Completes the draft and asks for its place. */
function place(
  { agents, skipped }: Parts,
  { draft, stamp }: ParsedLine,
  agentId: string | null,
  assignSeq: AssignSeq,
): { seq: number | null; isReplay: boolean } {
  if (draft === null) {
    if (stamp?.uuid) skipped.skip(stamp.uuid, stamp.parentUuid);
    return { seq: null, isReplay: false };
  }
  draft.agentId = agentId;
  const thread = agents.thread(agentId);
  draft.at ??= thread.lastAt;
  // Agents that only warm a cache say nothing to anyone: kept, but out of the way.
  if (thread.isWarmup || (agentId !== null && isWarmupPrompt(draft))) draft.kind = 'meta';
  draft.parentUuid = skipped.parentOf(draft.parentUuid);
  const seq = assignSeq(draft);
  return { seq, isReplay: seq === null };
}

function saveParts(parts: Parts): SavedProjection {
  return {
    version: SAVED_VERSION,
    sessionId: parts.sessionId,
    session: parts.session,
    agents: parts.agents.save(),
    calls: parts.calls.save(),
    early: parts.early.save(),
    inline: parts.inline.save(),
    skipped: parts.skipped.save(),
    lowerBound: parts.lowerBound.save(),
    watched: parts.alerts.save(),
  };
}

function addUsage(parts: Parts, agentId: string | null, delta: TokenUsage, at: number | null): void {
  const { usage, burn } = parts.agents.thread(agentId);
  usage.input = addBounded(usage.input, delta.input);
  usage.output = addBounded(usage.output, delta.output);
  usage.cacheRead = addBounded(usage.cacheRead, delta.cacheRead);
  usage.cacheWrite = addBounded(usage.cacheWrite, delta.cacheWrite);
  usage.costMicros = addBounded(usage.costMicros, delta.costMicros);
  // Cache reads are nearly free and dwarf the rest: a burn with them would only show how full the window is.
  const tokens = delta.input + delta.output + delta.cacheWrite;
  if (at === null || tokens === 0) return;
  addBurn(burn, at, tokens);
  parts.alerts.spent(tokens, at);
}
