import { oneLine } from '../entries/long-text.ts';
import type { ToolOutcome } from '../entries/record-signal.ts';
import { toolArgument, toolDetail } from '../entries/tool-argument.ts';
import { LAUNCHING_TOOLS } from './launching-tools.ts';
import { isInverted } from './record-order.ts';
import type { OpenCall, ToolCallView } from './session-view.ts';

/** Unanswered calls kept. A healthy session has a handful; a file of broken records must not grow the projection. */
const MAX_PENDING = 1000;
/** Open calls told at a time, one a thread. */
const MAX_OPEN = 64;
const MAX_ERROR_CHARS = 200;
const MAX_NAME_CHARS = 200;

/** A call without an answer. */
export interface PendingCall {
  view: ToolCallView;
  /** What a person must read to answer it. */
  detail: string;
}

/** Joins tool calls with their answers by `tool_use_id`. Keeps only the unanswered ones. */
export interface ToolCallTable {
  /** Gives the row of a new call. */
  use(call: {
    id: string;
    name: string;
    input: unknown;
    agentId: string | null;
    at: number | null;
    seq: number;
  }): ToolCallView;
  /** The call that this answers, or null when nobody asked (its call was before a lost part of the file). */
  answer(outcome: ToolOutcome, at: number | null, seq: number): ToolCallView | null;
  /** Ends a thread's unanswered calls that began before a time; gives their ids. */
  interrupt(agentId: string | null, at: number | null): string[];
  /** The newest refusal was Esc in a running tool. */
  unrefuse(agentId: string | null): void;
  /** The newest unanswered call of the threads that count. */
  pending(isCounted: (agentId: string | null) => boolean): OpenCall | null;
  /**
   * The call that each thread is at. The calls of one message that cannot run side by side run in order, so a thread is at
   * its oldest unanswered one; those that started agents only wait for them.
   */
  current(isCounted: (agentId: string | null) => boolean): OpenCall[];
  takeTouched(): ToolCallView[];
  save(): SavedToolCalls;
}

/** The table as it is saved. Plain JSON. */
export interface SavedToolCalls {
  pending: PendingCall[];
  /** Newest refused call: the next record may say that it was broken off instead. */
  refused: ToolCallView | null;
}

/** A table, empty or with the unanswered calls of a saved one. */
export function createToolCallTable(saved?: SavedToolCalls): ToolCallTable {
  const pending = new Map<string, PendingCall>((saved?.pending ?? []).map((call) => [call.view.id, call]));
  let touched = new Map<string, ToolCallView>();
  let refused = saved?.refused ?? null;

  const close = (call: PendingCall, change: Partial<ToolCallView>): ToolCallView => {
    const view = { ...call.view, ...change };
    pending.delete(view.id);
    touched.set(view.id, view);
    return view;
  };

  return {
    use(call) {
      const view = newCall(call);
      pending.set(call.id, { view, detail: toolDetail(call.name, call.input) });
      touched.set(call.id, view);
      if (pending.size > MAX_PENDING) {
        const oldest = pending.values().next().value;
        if (oldest !== undefined) close(oldest, { state: 'interrupted' });
      }
      return view;
    },
    unrefuse(agentId) {
      if (refused === null || refused.agentId !== agentId) return;
      touched.set(refused.id, { ...refused, state: 'interrupted' });
      refused = null;
    },
    answer(outcome, at, seq) {
      const call = pending.get(outcome.toolUseId);
      if (call === undefined) return null;
      const { startedAt } = call.view;
      const measured = startedAt === null || at === null ? null : Math.max(0, at - startedAt);
      const view = close(call, {
        state: outcome.state,
        endedAt: at,
        durationMs: outcome.durationMs ?? measured,
        error: outcome.error === '' ? null : oneLine(outcome.error, MAX_ERROR_CHARS),
        resultSeq: seq,
      });
      if (view.state === 'denied') refused = view;
      return view;
    },
    interrupt(agentId, at) {
      // Lines are not written in the order of time: a prompt can follow the calls that it led to.
      const isBefore = (startedAt: number | null) => startedAt !== at && !isInverted(at, startedAt);
      const calls = [...pending.values()].filter(
        ({ view }) => view.agentId === agentId && isBefore(view.startedAt),
      );
      for (const call of calls) close(call, { state: 'interrupted', endedAt: at });
      return calls.map((call) => call.view.id);
    },
    pending(isCounted) {
      let newest: PendingCall | null = null;
      for (const call of pending.values()) {
        if (!isCounted(call.view.agentId)) continue;
        if (newest === null || isNewer(call.view, newest.view)) newest = call;
      }
      return newest === null ? null : openCallOf(newest);
    },
    current(isCounted) {
      const byThread = new Map<string | null, PendingCall>();
      for (const call of pending.values()) {
        const { agentId } = call.view;
        const known = byThread.get(agentId);
        if (known === undefined ? isCounted(agentId) : isRather(call.view, known.view)) {
          byThread.set(agentId, call);
        }
      }
      return [...byThread.values()].slice(-MAX_OPEN).map((call) => openCallOf(call));
    },
    takeTouched() {
      const views = [...touched.values()].sort((left, right) => left.useSeq - right.useSeq);
      touched = new Map();
      return views;
    },
    save: () => ({ pending: [...pending.values()], refused }),
  };
}

function openCallOf({ view, detail }: PendingCall): OpenCall {
  const { id, name, argument, agentId, startedAt } = view;
  return { id, name, argument, agentId, at: startedAt, detail };
}

/** Whether a thread is rather at this call than at the other one. */
function isRather(call: ToolCallView, other: ToolCallView): boolean {
  const isLaunch = LAUNCHING_TOOLS.has(call.name);
  if (isLaunch !== LAUNCHING_TOOLS.has(other.name)) return !isLaunch;
  return call.useSeq < other.useSeq;
}

function newCall(call: Parameters<ToolCallTable['use']>[0]): ToolCallView {
  return {
    id: call.id,
    agentId: call.agentId,
    name: oneLine(call.name, MAX_NAME_CHARS),
    argument: toolArgument(call.name, call.input),
    state: 'running',
    startedAt: call.at,
    endedAt: null,
    durationMs: null,
    error: null,
    useSeq: call.seq,
    resultSeq: null,
  };
}

function isNewer(left: ToolCallView, right: ToolCallView): boolean {
  const leftAt = left.startedAt ?? 0;
  const rightAt = right.startedAt ?? 0;
  return leftAt === rightAt ? left.useSeq > right.useSeq : leftAt > rightAt;
}
