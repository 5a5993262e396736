import { costState } from './cost-state.ts';
import type { SessionContext } from './session-context.ts';

/** Lines that the client appends again and again: newest prompt and modes. */
export function writeState({ base, thread, plain, isTerminal, lastPrompt }: SessionContext): void {
  if (!base.version.modern) return;
  const cut = lastPrompt.length > 200 ? `${lastPrompt.slice(0, 200)}…` : lastPrompt;
  plain({ type: 'last-prompt', lastPrompt: cut, leafUuid: thread.leaf() });
  if (isTerminal && base.version.meta !== 'plain') plain({ type: 'mode', mode: 'normal' });
  if (isTerminal) plain({ type: 'permission-mode', permissionMode: 'default' });
}

/** The turn is over: only terminals of 2.1.120 and later say so. */
export function writeTurnEnd(context: SessionContext): void {
  const { thread, base } = context;
  if (context.isTerminal && base.version.modern) {
    thread.chained({
      type: 'system',
      subtype: 'turn_duration',
      durationMs: base.clock.now() - context.turnStartedAtMs,
      messageCount: context.prompts * 6,
      isMeta: false,
    });
  }
  writeState(context);
}

/** The client exits. */
export function writeSessionEnd(context: SessionContext): void {
  const { base, thread, main } = context;
  writeState(context);
  if (!base.version.apiLog) return;
  thread.plain(
    costState({
      sessionId: context.id,
      model: base.model,
      startedAtMs: context.startedAtMs,
      nowMs: base.clock.now(),
      totals: main.spent(),
    }),
  );
}

/** The context was nearly full: a boundary, then the summary that replaces what came before. */
export function writeCompaction({ thread, main, base, id }: SessionContext, summary: string): void {
  // A plan name appears with the first compaction, except in the oldest versions.
  const slug = base.version.version === '2.0.30' ? {} : { slug: `bright-steady-${id.slice(0, 4)}` };
  thread.chained(
    {
      logicalParentUuid: thread.leaf(),
      type: 'system',
      subtype: 'compact_boundary',
      content: 'Conversation compacted',
      isMeta: false,
      level: 'info',
      compactMetadata: { trigger: 'auto', preTokens: main.contextTokens() },
    },
    { parent: null, rest: slug },
  );
  thread.prompt(summary, { isVisibleInTranscriptOnly: true, isCompactSummary: true, ...slug });
  main.shrinkContext(14_200 + Math.ceil(summary.length / 3.6));
}

/** The API said no for now; the client tries again by itself. */
export function writeApiError({ thread, base }: SessionContext, attempt: number): void {
  thread.chained({
    type: 'system',
    subtype: 'api_error',
    level: 'error',
    error: {
      message: '429 rate_limit_error: please slow down',
      status: 429,
      requestId: base.ids.requestId(),
    },
    retryInMs: 500 * 2 ** attempt,
    retryAttempt: attempt,
    maxRetries: 10,
    source: 'request_retry',
  });
}
