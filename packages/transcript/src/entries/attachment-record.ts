import { contentParts, plainText } from './content-parts.ts';
import { numberOf, objectOf, type RawRecord, stringOf } from './record.ts';
import { NOTHING_READ, type RecordReading } from './record-reading.ts';
import type { RecordSignal } from './record-signal.ts';
import { jsonText } from './tool-input.ts';
import { addPrompt, readNotification } from './user-record.ts';

/** Context that the client computes and repeats; the conversation is readable without it. */
const IGNORED: ReadonlySet<string> = new Set([
  'environment',
  'model',
  'deferred_tools_delta',
  'deferred_tools_record',
  'agent_listing_delta',
  'skill_listing',
  'total_tokens_reminder',
  'session_context',
  'date',
  'date_change',
  'remote_session_change',
  'prompt_snapshot',
  'file',
  'edited_text_file',
  'opened_file_in_ide',
  'read_truncation_notice',
  'task_reminder',
  'mcp_instructions_delta',
  'diagnostics',
  'command_permissions',
  'auto_mode',
  'goal_status',
  'companion_intro',
]);

/** An `attachment` record: a message typed while the client was busy, hook output, plan mode; the rest is context. */
export function readAttachmentRecord(record: RawRecord): RecordReading {
  const attachment = objectOf(record.attachment);
  const type = stringOf(attachment.type) ?? '';
  if (IGNORED.has(type)) return NOTHING_READ;
  if (type === 'queued_command') return readQueued(attachment);
  if (type.startsWith('hook_')) return readHook(attachment, type);
  if (type.startsWith('plan_mode')) {
    return {
      body: { kind: 'meta', role: 'system', parts: [], note: type.replaceAll('_', ' ') },
      signals: [],
      usage: null,
    };
  }
  // A kind of context that came with a newer client: kept, out of the way.
  const text = stringOf(attachment.content) ?? stringOf(attachment.text) ?? jsonText(attachment);
  return {
    body: {
      kind: 'meta',
      role: 'system',
      parts: contentParts(text),
      note: type === '' ? undefined : type.replaceAll('_', ' '),
    },
    signals: [],
    usage: null,
  };
}

function readQueued(attachment: RawRecord): RecordReading {
  const text = plainText(attachment.prompt);
  const signals: RecordSignal[] = [];
  if (text.startsWith('<task-notification>')) {
    return { body: readNotification(text, signals), signals, usage: null };
  }
  addPrompt(text, true, signals);
  return {
    body: { kind: 'prompt', role: 'user', parts: contentParts(attachment.prompt), note: 'typed while busy' },
    signals,
    usage: null,
  };
}

/** A hook that went well and said nothing is not worth a line. */
function readHook(attachment: RawRecord, type: string): RecordReading {
  const said = [attachment.content, attachment.stdout, attachment.stderr, attachment.blockingError]
    .map((text) => (stringOf(text) ?? stringOf(objectOf(text).blockingError) ?? '').trim())
    .filter((text) => text !== '' && text !== '{}');
  const exitCode = numberOf(attachment.exitCode);
  const isQuiet = type === 'hook_success' || type === 'hook_permission_decision';
  if (isQuiet && said.length === 0) return NOTHING_READ;
  const name = stringOf(attachment.hookName) ?? stringOf(attachment.hookEvent) ?? 'hook';
  const outcome = type === 'hook_success' ? '' : ` ${type.slice('hook_'.length).replaceAll('_', ' ')}`;
  const code = exitCode === null || exitCode === 0 || exitCode === 200 ? '' : `, exit code ${exitCode}`;
  return {
    body: {
      kind: 'system',
      role: 'system',
      parts: contentParts([...new Set(said)].join('\n')),
      note: `hook ${name}${outcome}${code}`,
    },
    signals: [],
    usage: null,
  };
}
