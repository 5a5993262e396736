import { MAX_JSON_VALUES, MAX_PART_CHARS } from '@orrery/transcript';
import * as z from '../bounded.ts';
import { MAX_ID_CHARS, MAX_LABEL_CHARS, MAX_LINE_BYTES, MAX_PATH_CHARS } from '../wire-limits.ts';

/** Longer texts are cut before they are stored. */
const words = z.text(MAX_PART_CHARS);
const truncatedFrom = z.count().optional();

const entryPartSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: words, truncatedFrom }),
  z.object({ type: z.literal('thinking'), text: words, truncatedFrom }),
  z.object({
    type: z.literal('toolUse'),
    id: z.text(MAX_ID_CHARS),
    name: z.text(MAX_LABEL_CHARS),
    input: z.json(2 * MAX_LINE_BYTES),
  }),
  z.object({
    type: z.literal('toolResult'),
    toolUseId: z.text(MAX_ID_CHARS),
    isError: z.boolean(),
    text: words,
    truncatedFrom,
  }),
  z.object({ type: z.literal('image'), mediaType: z.text(MAX_LABEL_CHARS), sizeBytes: z.amount() }),
  z.object({ type: z.literal('raw'), text: words, truncatedFrom }),
]);

/** One conversation entry; its meaning is in the transcript package. */
export const entrySchema = z.object({
  seq: z.count(),
  uuid: z.text(MAX_ID_CHARS),
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
  at: z.instant().nullable(),
  /** The record's own time cannot be right: `at` is when the hub got it, or the earliest time there is. */
  isTimeWrong: z.literal(true).optional(),
  agentId: z.text(MAX_PATH_CHARS).nullable(),
  parentUuid: z.text(MAX_ID_CHARS).nullable(),
  messageId: z.text(MAX_ID_CHARS).optional(),
  model: z.text(MAX_ID_CHARS).optional(),
  stopReason: z.text(MAX_ID_CHARS).optional(),
  note: z.text(MAX_LABEL_CHARS).optional(),
  offset: z.count().optional(),
  parts: z.list(entryPartSchema, MAX_JSON_VALUES),
});

export type EntryView = z.infer<typeof entrySchema>;
