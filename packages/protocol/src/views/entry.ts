import * as z from 'zod';

const truncatedFrom = z.number().optional();

const entryPartSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string(), truncatedFrom }),
  z.object({ type: z.literal('thinking'), text: z.string(), truncatedFrom }),
  z.object({ type: z.literal('toolUse'), id: z.string(), name: z.string(), input: z.unknown() }),
  z.object({
    type: z.literal('toolResult'),
    toolUseId: z.string(),
    isError: z.boolean(),
    text: z.string(),
    truncatedFrom,
  }),
  z.object({ type: z.literal('image'), mediaType: z.string(), sizeBytes: z.number() }),
  z.object({ type: z.literal('raw'), text: z.string(), truncatedFrom }),
]);

/** One conversation entry; its meaning is in the transcript package. */
export const entrySchema = z.object({
  seq: z.number().int(),
  uuid: z.string(),
  kind: z.enum([
    'prompt',
    'assistant',
    'toolResult',
    'command',
    'notification',
    'compaction',
    'interruption',
    'system',
    'meta',
    'unknown',
    'malformed',
  ]),
  role: z.enum(['user', 'assistant', 'system']),
  at: z.number().nullable(),
  /** The record's own time cannot be right: `at` is when the hub got it, or the earliest time there is. */
  isTimeWrong: z.literal(true).optional(),
  agentId: z.string().nullable(),
  parentUuid: z.string().nullable(),
  messageId: z.string().optional(),
  model: z.string().optional(),
  stopReason: z.string().optional(),
  note: z.string().optional(),
  offset: z.number().optional(),
  parts: z.array(entryPartSchema),
});

export type EntryView = z.infer<typeof entrySchema>;
