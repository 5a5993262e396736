import * as z from 'zod';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const optionalText = (max: number) => z.string().min(1).max(max).nullable().catch(null);

/** What of a client's hook is used. All else that it sends (results of tools, prompts) is dropped here. */
export const hookPayloadSchema = z.object({
  session_id: z.string().regex(UUID),
  hook_event_name: z.string().min(1).max(64),
  transcript_path: z.string().max(4096).catch(''),
  /** Of a sub-agent's hooks only. */
  agent_id: optionalText(128),
  agent_type: optionalText(256),
  tool_name: optionalText(256),
  tool_input: z.record(z.string(), z.unknown()).nullable().catch(null),
  permission_suggestions: z.array(z.unknown()).max(64).catch([]),
  notification_type: optionalText(64),
  message: optionalText(4096),
});

/** One hook of a client, parsed. */
export type HookPayload = z.infer<typeof hookPayloadSchema>;
