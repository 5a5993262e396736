import * as z from '../bounded.ts';
import { agentViewSchema } from '../views/agent-view.ts';
import { entrySchema } from '../views/entry.ts';
import { sessionSummarySchema } from '../views/session-summary.ts';
import { toolCallViewSchema } from '../views/tool-call-view.ts';
import { MAX_ROWS } from '../wire-limits.ts';

/** One session as of `seq`: all agents, the newest tool calls and the newest entries, oldest first. */
export const sessionSnapshotSchema = z.object({
  type: z.literal('sessionSnapshot'),
  id: z.count(),
  seq: z.whole(-1, Number.MAX_SAFE_INTEGER),
  now: z.instant(),
  session: sessionSummarySchema,
  agents: z.list(agentViewSchema, MAX_ROWS),
  toolCalls: z.list(toolCallViewSchema, MAX_ROWS),
  entries: z.list(entrySchema, MAX_ROWS),
});

/**
 * Changes in (`from`, `seq`]: new entries (their `seq` continues the ones before), whole agents and tool calls that
 * changed. Applying one twice changes nothing.
 */
export const sessionDeltaSchema = z.object({
  type: z.literal('sessionDelta'),
  id: z.count(),
  from: z.whole(-1, Number.MAX_SAFE_INTEGER),
  seq: z.whole(-1, Number.MAX_SAFE_INTEGER),
  now: z.instant(),
  session: sessionSummarySchema.optional(),
  agents: z.list(agentViewSchema, MAX_ROWS),
  toolCalls: z.list(toolCallViewSchema, MAX_ROWS),
  entries: z.list(entrySchema, MAX_ROWS),
});
