import * as z from 'zod';
import { agentViewSchema } from '../views/agent-view.ts';
import { entrySchema } from '../views/entry.ts';
import { sessionSummarySchema } from '../views/session-summary.ts';
import { toolCallViewSchema } from '../views/tool-call-view.ts';

/** One session as of `seq`: all agents, the newest tool calls and the newest entries, oldest first. */
export const sessionSnapshotSchema = z.object({
  type: z.literal('sessionSnapshot'),
  id: z.number().int(),
  seq: z.number().int(),
  now: z.number(),
  session: sessionSummarySchema,
  agents: z.array(agentViewSchema),
  toolCalls: z.array(toolCallViewSchema),
  entries: z.array(entrySchema),
});

/**
 * Changes in (`from`, `seq`]: new entries (their `seq` continues the ones before), whole agents and tool calls that
 * changed. Applying one twice changes nothing.
 */
export const sessionDeltaSchema = z.object({
  type: z.literal('sessionDelta'),
  id: z.number().int(),
  from: z.number().int(),
  seq: z.number().int(),
  now: z.number(),
  session: sessionSummarySchema.optional(),
  agents: z.array(agentViewSchema),
  toolCalls: z.array(toolCallViewSchema),
  entries: z.array(entrySchema),
});
