import { createHash, randomUUID } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import type { Ack, BatchHeader } from '@orrery/protocol';
import type { Archive } from '../archive/archive.ts';

/** A batch as an agent would send it. */
export interface TestBatch {
  header: BatchHeader;
  payload: Uint8Array;
}

export interface BatchOptions {
  path?: string;
  root?: string;
  generation?: number;
  start?: number;
  encoding?: BatchHeader['encoding'];
  birthtimeMs?: number;
}

/** Makes a batch of whole lines. */
export function batchOf(lines: string | Uint8Array, options: BatchOptions = {}): TestBatch {
  const bytes = typeof lines === 'string' ? Buffer.from(lines) : lines;
  const { start = 0, encoding = 'zstd' } = options;
  return {
    header: {
      type: 'batch',
      root: options.root ?? '/home/ana/.claude',
      path: options.path ?? 'projects/-home-ana-shop/11111111-1111-4111-8111-111111111111.jsonl',
      generation: options.generation ?? 0,
      start,
      end: start + bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      encoding,
      identity: {
        dev: '1',
        ino: '2',
        birthtimeMs: options.birthtimeMs ?? 1_000,
        headLength: 0,
        headHash: '',
        tailLength: 0,
        tailHash: '',
      },
      lagLines: 0,
    },
    payload: encoding === 'zstd' ? zstdCompressSync(bytes) : bytes,
  };
}

/** Commits one batch. */
export function send(archive: Archive, hostId: string, batch: TestBatch): Promise<Ack> {
  return archive.commitBatch(hostId, batch.header, batch.payload);
}

export interface LineOptions {
  at?: number;
  uuid?: string;
  sessionId?: string;
  cwd?: string;
  agentId?: string;
}

const stamp = (options: LineOptions, fallbackAt: number) => ({
  parentUuid: null,
  isSidechain: options.agentId !== undefined,
  ...(options.agentId === undefined ? {} : { agentId: options.agentId }),
  uuid: options.uuid ?? randomUUID(),
  timestamp: new Date(options.at ?? fallbackAt).toISOString(),
  sessionId: options.sessionId ?? '11111111-1111-4111-8111-111111111111',
  cwd: options.cwd ?? '/home/ana/shop',
  version: '2.1.330',
  gitBranch: 'main',
  userType: 'external',
  entrypoint: 'cli',
});

/** Line of a person's prompt, without its newline. */
export function promptLine(text: string, options: LineOptions = {}): string {
  return JSON.stringify({
    ...stamp(options, 1_700_000_000_000),
    type: 'user',
    message: { role: 'user', content: text },
  });
}

export interface AnswerOptions extends LineOptions {
  messageId?: string;
  usage?: { input_tokens: number; output_tokens: number };
  toolUse?: { id: string; name: string; input: unknown };
}

/** Line of an answer: text, or a tool call. */
export function answerLine(text: string, options: AnswerOptions = {}): string {
  const { toolUse, messageId = `msg_${randomUUID()}` } = options;
  return JSON.stringify({
    ...stamp(options, 1_700_000_001_000),
    type: 'assistant',
    requestId: `req_${messageId}`,
    message: {
      id: messageId,
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5-20250929',
      stop_reason: toolUse ? 'tool_use' : 'end_turn',
      content: [toolUse ? { type: 'tool_use', ...toolUse } : { type: 'text', text }],
      usage: options.usage ?? { input_tokens: 10, output_tokens: 5 },
    },
  });
}

/** Line of a tool's result. */
export function resultLine(toolUseId: string, text: string, options: LineOptions = {}): string {
  return JSON.stringify({
    ...stamp(options, 1_700_000_002_000),
    type: 'user',
    message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: toolUseId, content: text }] },
  });
}

/** Lines as a file holds them. */
export function fileOf(...lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
