import * as z from 'zod';
import { agentViewSchema, burnSchema } from './agent-view.ts';
import { permissionRequestViewSchema } from './permission-request-view.ts';
import { tokenUsageSchema } from './token-usage.ts';

export const clientKindSchema = z.enum(['cli', 'sdk', 'vscode', 'desktop', 'web', 'other', 'unknown']);

export const sessionStateSchema = z.enum([
  'working',
  'waiting',
  'idle',
  'background',
  'ended',
  'crashed',
  'unreachable',
  'unknown',
]);

/** What a waiting session asks of a person. */
export const waitingSchema = z.object({
  kind: z.enum(['permission', 'question', 'plan', 'other']),
  /** The client's own words ("permission prompt"). */
  reported: z.string(),
  /** What is asked, where the transcript shows it: tool and argument, or the question. */
  tool: z.string().nullable(),
  text: z.string(),
  agentId: z.string().nullable(),
});

export const alertSchema = z.object({
  kind: z.enum(['looping', 'burning', 'stuck', 'erroring', 'contextFull', 'waitingLong', 'crashed']),
  /** Why, with numbers: "same Edit 14 times". */
  evidence: z.string(),
  since: z.number(),
});

/** A session as every list shows it. */
export const sessionSummarySchema = z.object({
  id: z.string(),
  hostId: z.string(),
  title: z.string(),
  titleSource: z.enum(['custom', 'ai', 'summary', 'registry', 'prompt', 'none']),
  project: z.string(),
  cwd: z.string().nullable(),
  gitBranch: z.string().nullable(),
  person: z.string().nullable(),
  client: clientKindSchema,
  clientVersion: z.string().nullable(),
  model: z.string().nullable(),
  state: sessionStateSchema,
  stateReason: z.string(),
  stateSince: z.number().nullable(),
  waiting: waitingSchema.nullable(),
  /** What can be answered from the page, oldest first; empty where hooks are not installed. */
  requests: z.array(permissionRequestViewSchema),
  alerts: z.array(alertSchema),
  startedAt: z.number().nullable(),
  lastActivityAt: z.number().nullable(),
  usage: tokenUsageSchema,
  usageIsLowerBound: z.boolean(),
  /** Sub-agents, all and those at work. */
  agents: z.number().int(),
  agentsWorking: z.number().int(),
  prompts: z.number().int(),
  toolCalls: z.number().int(),
  toolErrors: z.number().int(),
  contextTokens: z.number(),
  contextWindow: z.number(),
  lastAction: z
    .object({
      kind: z.enum(['tool', 'text', 'prompt', 'result', 'notice']),
      tool: z.string().nullable(),
      text: z.string(),
      isError: z.boolean(),
      at: z.number().nullable(),
    })
    .nullable(),
  burn: burnSchema,
  pid: z.number().int().nullable(),
  /** Lines that could not be read as JSON, and lines of unknown type. */
  malformedLines: z.number().int(),
  unknownLines: z.number().int(),
  forkedFrom: z.string().nullable(),
  /** Number of entries stored; the newest has this `seq`. */
  lastSeq: z.number().int(),
  /** Change sequence number at which this row last changed. */
  changeSeq: z.number().int(),
});

export type SessionSummary = z.infer<typeof sessionSummarySchema>;

/** One session, whole. */
export const sessionDetailSchema = sessionSummarySchema.extend({
  agentList: z.array(agentViewSchema),
  /** Every client kind and version that wrote to it. */
  clients: z.array(z.object({ client: clientKindSchema, version: z.string().nullable() })),
});

export type SessionDetail = z.infer<typeof sessionDetailSchema>;
