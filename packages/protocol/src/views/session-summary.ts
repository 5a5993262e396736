import * as z from '../bounded.ts';
import { MAX_ID_CHARS, MAX_LABEL_CHARS, MAX_PATH_CHARS, MAX_ROWS, MAX_WORDS_CHARS } from '../wire-limits.ts';
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
  reported: z.text(MAX_LABEL_CHARS),
  /** What is asked, where the transcript shows it: tool and argument, or the question. */
  tool: z.text(MAX_LABEL_CHARS).nullable(),
  text: z.text(MAX_WORDS_CHARS),
  agentId: z.text(MAX_PATH_CHARS).nullable(),
});

export const alertSchema = z.object({
  kind: z.enum(['looping', 'burning', 'stuck', 'erroring', 'contextFull', 'waitingLong', 'crashed']),
  /** Why, with numbers: "same Edit 14 times". */
  evidence: z.text(MAX_LABEL_CHARS),
  since: z.instant(),
});

/** A session as every list shows it. */
export const sessionSummarySchema = z.object({
  id: z.text(MAX_ID_CHARS),
  hostId: z.text(MAX_ID_CHARS),
  title: z.text(MAX_LABEL_CHARS),
  titleSource: z.enum(['custom', 'ai', 'summary', 'registry', 'prompt', 'none']),
  project: z.text(MAX_PATH_CHARS),
  cwd: z.text(MAX_PATH_CHARS).nullable(),
  gitBranch: z.text(MAX_PATH_CHARS).nullable(),
  person: z.text(MAX_LABEL_CHARS).nullable(),
  client: clientKindSchema,
  clientVersion: z.text(MAX_ID_CHARS).nullable(),
  model: z.text(MAX_ID_CHARS).nullable(),
  state: sessionStateSchema,
  stateReason: z.text(MAX_WORDS_CHARS),
  stateSince: z.instant().nullable(),
  waiting: waitingSchema.nullable(),
  /** What can be answered from the page, oldest first; empty where hooks are not installed. */
  requests: z.list(permissionRequestViewSchema, 64),
  alerts: z.list(alertSchema, 16),
  startedAt: z.instant().nullable(),
  lastActivityAt: z.instant().nullable(),
  usage: tokenUsageSchema,
  usageIsLowerBound: z.boolean(),
  /** Sub-agents, all and those at work. */
  agents: z.count(),
  agentsWorking: z.count(),
  prompts: z.count(),
  toolCalls: z.count(),
  toolErrors: z.count(),
  contextTokens: z.amount(),
  contextWindow: z.amount(),
  lastAction: z
    .object({
      kind: z.enum(['tool', 'text', 'prompt', 'result', 'notice']),
      tool: z.text(MAX_LABEL_CHARS).nullable(),
      text: z.text(MAX_WORDS_CHARS),
      isError: z.boolean(),
      at: z.instant().nullable(),
    })
    .nullable(),
  burn: burnSchema,
  pid: z.count().nullable(),
  /** Lines that could not be read as JSON, and lines of unknown type. */
  malformedLines: z.count(),
  unknownLines: z.count(),
  forkedFrom: z.text(MAX_ID_CHARS).nullable(),
  /** Number of entries stored; the newest has this `seq`. */
  lastSeq: z.count(),
  /** Change sequence number at which this row last changed. */
  changeSeq: z.count(),
});

export type SessionSummary = z.infer<typeof sessionSummarySchema>;

/** One session, whole. */
export const sessionDetailSchema = sessionSummarySchema.extend({
  agentList: z.list(agentViewSchema, MAX_ROWS),
  /** Every client kind and version that wrote to it. */
  clients: z.list(z.object({ client: clientKindSchema, version: z.text(MAX_ID_CHARS).nullable() }), 64),
});

export type SessionDetail = z.infer<typeof sessionDetailSchema>;
