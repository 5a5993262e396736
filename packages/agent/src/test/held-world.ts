import type { CommandResult, LiveSession, PermissionRequests } from '@orrery/protocol';
import { type HookPayload, hookPayloadSchema } from '../hooks/receiver/hook-payload.ts';
import { HeldRequests } from '../hooks/requests/held-requests.ts';

export const sessionId = '0b0c1d2e-0000-4000-8000-000000000001';
export const root = '/home/ada/.claude';

/** Wall clock of the first moment. */
export const START = 1_800_000_000_000;

/** A client's call that remembers its reply. */
export class FakeCall {
  replied: Record<string, unknown> | null = null;
  isGone = false;
  #listener = (): void => undefined;

  reply(body: Record<string, unknown>): boolean {
    if (this.replied !== null || this.isGone) return false;
    this.replied = body;
    return true;
  }

  onGone(listener: () => void): void {
    this.#listener = listener;
  }

  hangUp(): void {
    this.isGone = true;
    this.#listener();
  }
}

/** Held requests with a clock and a registry that a test sets. The only secret is `hunter2`. */
export class HeldWorld {
  nowMs = 0;
  live: LiveSession[] = [];
  readonly told: Pick<PermissionRequests, 'open' | 'closed'>[] = [];
  readonly held = new HeldRequests({
    wallMs: () => START + this.nowMs,
    monotonicMs: () => this.nowMs,
    liveOf: (id) => this.live.filter((session) => session.sessionId === id),
    redact: (text) => text.replaceAll('hunter2', '*******'),
    onChange: (change) => this.told.push(change),
  });

  constructor() {
    this.held.hubCame();
  }

  payload(changes: Record<string, unknown> = {}): HookPayload {
    return hookPayloadSchema.parse({
      session_id: sessionId,
      hook_event_name: 'PermissionRequest',
      tool_name: 'Bash',
      tool_input: { command: 'npm test', description: 'Run tests' },
      ...changes,
    });
  }

  ask(changes: Record<string, unknown> = {}): { id: string; call: FakeCall } {
    const call = new FakeCall();
    this.held.hold(this.payload(changes), root, call);
    return { id: this.told.at(-1)?.open[0]?.id ?? '', call };
  }

  wait(ms: number): void {
    this.nowMs += ms;
    this.held.sweep();
  }

  allow(
    requestId: string,
    more: { alwaysAllow?: number[]; answers?: Record<string, string> } = {},
  ): Pick<CommandResult, 'outcome' | 'message'> {
    const decision = { behavior: 'allow' as const, alwaysAllow: [], ...more };
    return this.held.decide({ name: 'decidePermission', requestId, decision });
  }

  closed(): PermissionRequests['closed'] {
    return this.told.flatMap((change) => change.closed);
  }

  session(changes: Partial<LiveSession>): LiveSession {
    return {
      root,
      source: 'registry',
      kind: null,
      pid: 1,
      sessionId,
      status: 'busy',
      waitingFor: null,
      statusSince: null,
      startedAt: null,
      cwd: null,
      entrypoint: 'cli',
      version: '2.1.330',
      name: null,
      process: 'alive',
      ...changes,
    };
  }

  liveIs(changes: Partial<LiveSession>): void {
    this.live = [this.session(changes)];
    this.held.liveChanged({ running: this.live, gone: [] });
  }
}

/** The decision in what a client was given. */
export function decisionOf(call: FakeCall): unknown {
  return (call.replied as { hookSpecificOutput?: { decision: unknown } } | null)?.hookSpecificOutput
    ?.decision;
}
