import {
  createSessionProjection,
  type EntryDraft,
  type MessageUsage,
  priceOf,
  restoreSessionProjection,
  type SessionProjection,
  type SourceLine,
  type TokenUsage,
} from '../index.ts';

/** One step of a session's life: a line of one of its files, or a meta file. */
export type SessionStep =
  | { type: 'line'; agentId: string | null; line: SourceLine }
  | { type: 'meta'; agentId: string; meta: unknown };

/** A projection with the part of the hub that it needs: sequence numbers, and usage by message. */
export class ReplayedSession {
  projection: SessionProjection;
  readonly entries: (EntryDraft & { seq: number })[] = [];
  readonly usage = new Map<string, MessageUsage>();
  readonly calls = new Map<string, ReturnType<SessionProjection['takeToolCalls']>[number]>();

  constructor(sessionId: string) {
    this.projection = createSessionProjection(sessionId);
  }

  apply(step: SessionStep): void {
    if (step.type === 'meta') {
      this.projection.applyAgentMeta(step.agentId, step.meta);
      return;
    }
    const effect = this.projection.applyLine(step.line, { agentId: step.agentId }, (draft) => {
      const seq = this.entries.length + 1;
      this.entries.push({ seq, ...draft });
      return seq;
    });
    if (effect.usage !== null) this.#count(effect.usage);
    for (const call of this.projection.takeToolCalls()) this.calls.set(call.id, call);
  }

  /** As after a restart: everything that is not saved is lost. */
  restart(): void {
    this.projection = restoreSessionProjection(JSON.parse(JSON.stringify(this.projection.save())));
  }

  #count(seen: MessageUsage): void {
    const before = this.usage.get(seen.messageId);
    const after = before === undefined ? seen : maxima(before, seen);
    this.usage.set(seen.messageId, after);
    const delta = difference(tokensOf(after), before === undefined ? null : tokensOf(before));
    this.projection.addUsage(after.agentId, delta, after.at);
  }
}

function maxima(left: MessageUsage, right: MessageUsage): MessageUsage {
  return {
    ...left,
    input: Math.max(left.input, right.input),
    output: Math.max(left.output, right.output),
    cacheRead: Math.max(left.cacheRead, right.cacheRead),
    cacheWrite5m: Math.max(left.cacheWrite5m, right.cacheWrite5m),
    cacheWrite1h: Math.max(left.cacheWrite1h, right.cacheWrite1h),
    isLowerBound: left.isLowerBound && right.isLowerBound,
  };
}

function tokensOf(usage: MessageUsage): TokenUsage {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = usage;
  return { input, output, cacheRead, cacheWrite: cacheWrite5m + cacheWrite1h, costMicros: priceOf(usage) };
}

function difference(to: TokenUsage, from: TokenUsage | null): TokenUsage {
  return {
    input: to.input - (from?.input ?? 0),
    output: to.output - (from?.output ?? 0),
    cacheRead: to.cacheRead - (from?.cacheRead ?? 0),
    cacheWrite: to.cacheWrite - (from?.cacheWrite ?? 0),
    costMicros: to.costMicros - (from?.costMicros ?? 0),
  };
}
