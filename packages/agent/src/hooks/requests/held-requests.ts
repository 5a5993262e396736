import { randomUUID } from 'node:crypto';
import type {
  AgentCommand,
  CommandResult,
  HeldRequest,
  LiveSession,
  LiveSessions,
  PermissionRequests,
} from '@orrery/protocol';
import type { HookPayload } from '../receiver/hook-payload.ts';
import type { HookCall } from '../receiver/hook-receiver.ts';
import { PERMISSION_TIMEOUT_S } from '../settings/hook-entries.ts';
import { decisionReply } from './decision-reply.ts';
import { type AskedPayload, describeRequest } from './describe-request.ts';
import { settles } from './settles.ts';

type Why = PermissionRequests['closed'][number]['why'];

interface Held {
  /** What the hub is told. */
  told: HeldRequest;
  input: Record<string, unknown>;
  suggestions: unknown[];
  call: HookCall;
  heldAtMs: number;
  endsAtMs: number;
  /** The registry has said `waiting` while this was held. */
  wasSeenWaiting: boolean;
  /** Since when it says something else again. */
  leftAtMs: number | null;
}

export interface HeldRequestsOptions {
  wallMs: () => number;
  monotonicMs: () => number;
  /** What the registry says now of each client of a session. */
  liveOf: (sessionId: string) => LiveSession[];
  /** Takes secrets out of a line of text. */
  redact: (text: string) => string;
  onChange: (change: Pick<PermissionRequests, 'open' | 'closed'>) => void;
}

const MAX_HELD = 128;
const MAX_HELD_OF_SESSION = 16;
/** Before the client gives up by itself, so that the hub hears of it. */
const HOLD_MS = (PERMISSION_TIMEOUT_S - 10) * 1000;
/** A client without a dialog waits for the hook alone: nobody at its keyboard could answer instead. */
const HOLD_WITHOUT_DIALOG_MS = 10 * 60_000;
/**
 * For a sub-agent in the background the client shows its dialog only after the hook has answered (seen with 2.1.330): until
 * then nobody at the keyboard can answer. Long enough for somebody with a phone, short enough for somebody at the keyboard.
 */
const HOLD_BEFORE_DIALOG_MS = 2 * 60_000;
/** A dialog that a sub-agent's request did bring up is in the registry by then. */
const DIALOG_WITHIN_MS = 5_000;
/** With the hub away for longer than this a new request would hardly be answered. */
const GRACE_WITHOUT_HUB_MS = 10_000;
const LET_GO_WITHOUT_HUB_MS = 60_000;
/** Between two dialogs of one session the registry may say `busy` for a moment. */
const LEFT_WAITING_MS = 500;
const REMEMBERED = 512;

const OVER: Record<Why, string> = {
  answered: 'Somebody has answered this request already.',
  elsewhere: 'This request was answered at the keyboard.',
  expired: 'This request waited too long and was given back to the keyboard.',
  gone: 'The client that asked has ended or stopped waiting.',
};

/** Permission requests that clients wait with. The first answer counts; whatever ends one otherwise is told with its reason. */
export class HeldRequests {
  readonly #options: HeldRequestsOptions;
  readonly #held = new Map<string, Held>();
  readonly #over = new Map<string, Why>();
  /** Null while the hub is there. */
  #awaySinceMs: number | null;

  constructor(options: HeldRequestsOptions) {
    this.#options = options;
    this.#awaySinceMs = options.monotonicMs();
  }

  get open(): HeldRequest[] {
    return [...this.#held.values()].map(({ told }) => told);
  }

  get size(): number {
    return this.#held.size;
  }

  /** True while a session waits for an answer from here. */
  isWaiting(sessionId: string): boolean {
    return this.#ofSession(sessionId).length > 0;
  }

  hubCame(): void {
    this.#awaySinceMs = null;
  }

  hubWent(): void {
    this.#awaySinceMs ??= this.#options.monotonicMs();
  }

  /** Holds a request, or answers at once that nothing is decided here. True when it is held. */
  hold(payload: HookPayload, root: string, call: HookCall): boolean {
    const { tool_name: tool, tool_input: input } = payload;
    if (tool === null || input === null || !this.#hasRoom(payload.session_id)) {
      call.reply({});
      return false;
    }
    const held = this.#create({ ...payload, tool_name: tool, tool_input: input }, root, call);
    const { id } = held.told;
    this.#held.set(id, held);
    call.onGone(() => this.#end([id], 'gone'));
    this.#options.onChange({ open: [held.told], closed: [] });
    return true;
  }

  /** A later hook may show that requests of its session are over. */
  observe(payload: HookPayload): void {
    const over = this.#ofSession(payload.session_id).filter(({ told, input }) =>
      settles(payload, { agentId: told.agentId, tool: told.tool, input }),
    );
    this.#endAll(over, payload.hook_event_name === 'SessionEnd' ? 'gone' : 'elsewhere');
  }

  /** The registry tells when a session stops waiting, and when its process is gone. */
  liveChanged({ running, gone }: Pick<LiveSessions, 'running' | 'gone'>): void {
    const nowMs = this.#options.monotonicMs();
    for (const { sessionId } of running) {
      const live = this.#liveOf(sessionId);
      if (live !== null) for (const held of this.#ofSession(sessionId)) this.#follow(held, live, nowMs);
    }
    for (const { sessionId } of gone) {
      if (this.#liveOf(sessionId) === null) this.#endAll(this.#ofSession(sessionId), 'gone');
    }
  }

  /** Lets go what has waited too long. To be called every now and then while something is held. */
  sweep(): void {
    const nowMs = this.#options.monotonicMs();
    const all = [...this.#held.values()];
    const isHubLost = this.#awaySinceMs !== null && nowMs - this.#awaySinceMs >= LET_GO_WITHOUT_HUB_MS;
    this.#endAll(
      all.filter(({ leftAtMs }) => leftAtMs !== null && nowMs - leftAtMs >= LEFT_WAITING_MS),
      'elsewhere',
    );
    this.#endAll(
      all.filter(({ endsAtMs }) => isHubLost || nowMs >= endsAtMs),
      'expired',
    );
  }

  decide({
    requestId,
    decision,
  }: Extract<AgentCommand, { name: 'decidePermission' }>): Pick<CommandResult, 'outcome' | 'message'> {
    const held = this.#held.get(requestId);
    if (held === undefined) {
      const why = this.#over.get(requestId);
      return { outcome: 'stale', message: why === undefined ? 'This request is over.' : OVER[why] };
    }
    const { input, suggestions, told, call } = held;
    const shownInput: unknown = told.input === '' ? null : JSON.parse(told.input);
    const answer = decisionReply({ tool: told.tool, input, shownInput, suggestions }, decision);
    if ('refusal' in answer) return { outcome: 'refused', message: answer.refusal };
    if (!call.reply(answer.body)) {
      this.#end([requestId], 'gone');
      return { outcome: 'stale', message: OVER.gone };
    }
    this.#end([requestId], 'answered');
    return { outcome: 'done', message: decision.behavior === 'allow' ? 'Allowed.' : 'Denied.' };
  }

  /** Gives everything back to the keyboard: the agent ends, or the hooks were taken out. */
  close(): void {
    this.#end([...this.#held.keys()], 'expired');
  }

  #hasRoom(sessionId: string): boolean {
    const away = this.#awaySinceMs;
    if (away !== null && this.#options.monotonicMs() - away > GRACE_WITHOUT_HUB_MS) return false;
    return this.#held.size < MAX_HELD && this.#ofSession(sessionId).length < MAX_HELD_OF_SESSION;
  }

  #create(asked: AskedPayload, root: string, call: HookCall): Held {
    const nowMs = this.#options.monotonicMs();
    const live = this.#liveOf(asked.session_id);
    // What a sub-agent's session waits for already is something else.
    const wasSeenWaiting = asked.agent_id === null && live?.status === 'waiting';
    const holdMs = holdMsFor({ live, agentId: asked.agent_id, wasSeenWaiting });
    const at = this.#options.wallMs();
    const { told, suggestions } = describeRequest(asked, this.#options.redact);
    return {
      told: { ...told, id: randomUUID(), root, at, expiresAt: at + holdMs },
      input: asked.tool_input,
      suggestions,
      call,
      heldAtMs: nowMs,
      endsAtMs: nowMs + holdMs,
      wasSeenWaiting,
      leftAtMs: null,
    };
  }

  #follow(held: Held, live: LiveSession, nowMs: number): void {
    const { agentId, at } = held.told;
    if (live.status === 'waiting') {
      held.wasSeenWaiting ||= agentId === null || nowMs - held.heldAtMs <= DIALOG_WITHIN_MS;
      held.leftAtMs = null;
    } else if (held.wasSeenWaiting && live.status !== null) held.leftAtMs ??= nowMs;
    const holdMs = holdMsFor({ live, agentId, wasSeenWaiting: held.wasSeenWaiting });
    if (held.told.expiresAt === at + holdMs) return;
    held.endsAtMs = held.heldAtMs + holdMs;
    held.told = { ...held.told, expiresAt: at + holdMs };
    this.#options.onChange({ open: [held.told], closed: [] });
  }

  /** The client that asks: a session can be open in two, and only one of them waits. */
  #liveOf(sessionId: string): LiveSession | null {
    const all = this.#options.liveOf(sessionId);
    return all.find(({ status }) => status === 'waiting') ?? all[0] ?? null;
  }

  #ofSession(sessionId: string): Held[] {
    return [...this.#held.values()].filter(({ told }) => told.sessionId === sessionId);
  }

  #endAll(held: readonly Held[], why: Why): void {
    this.#end(
      held.map(({ told }) => told.id),
      why,
    );
  }

  #end(ids: readonly string[], why: Why): void {
    const closed: PermissionRequests['closed'] = [];
    for (const id of ids) {
      const held = this.#held.get(id);
      if (held === undefined) continue;
      this.#held.delete(id);
      this.#over.set(id, why);
      closed.push({ id, why });
      // Harmless after an answer: only the first reply counts.
      held.call.reply({});
    }
    for (const id of this.#over.keys()) {
      if (this.#over.size <= REMEMBERED) break;
      this.#over.delete(id);
    }
    if (closed.length > 0) this.#options.onChange({ open: [], closed });
  }
}

function holdMsFor(asked: {
  live: LiveSession | null;
  agentId: string | null;
  wasSeenWaiting: boolean;
}): number {
  // Print mode and the SDK: their entrypoints begin so.
  if (asked.live?.entrypoint?.startsWith('sdk')) return HOLD_WITHOUT_DIALOG_MS;
  return asked.agentId !== null && !asked.wasSeenWaiting ? HOLD_BEFORE_DIALOG_MS : HOLD_MS;
}
