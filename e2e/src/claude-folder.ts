import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startTimeOf } from './client-process.ts';

/** A transcript in a Claude folder, written line by line as the client does. */
export class TranscriptWriter {
  readonly sessionId = randomUUID();
  readonly path: string;
  readonly #claudeDir: string;
  readonly #cwd: string;
  #parent: string | null = null;

  constructor(claudeDir: string, cwd: string) {
    this.#claudeDir = claudeDir;
    this.#cwd = cwd;
    this.path = join(claudeDir, 'projects', cwd.replace(/[^A-Za-z0-9]/g, '-'), `${this.sessionId}.jsonl`);
  }

  async prompt(text: string): Promise<void> {
    await this.#append('user', { message: { role: 'user', content: text }, promptId: randomUUID() });
  }

  async answer(text: string, stopReason: 'end_turn' | 'tool_use' = 'end_turn'): Promise<void> {
    await this.#message([{ type: 'text', text }], stopReason);
  }

  /** Returns the tool call's id, for `result`. */
  async tool(name: string, input: Record<string, unknown>): Promise<string> {
    const id = `toolu_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
    await this.#message([{ type: 'tool_use', id, name, input }], 'tool_use');
    return id;
  }

  async result(toolUseId: string, text: string, isError = false): Promise<void> {
    const content = [{ type: 'tool_result', tool_use_id: toolUseId, content: text, is_error: isError }];
    await this.#append('user', { message: { role: 'user', content }, toolUseResult: { stdout: text } });
  }

  /** Any bytes, as they are. */
  async raw(text: string): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    await appendFile(this.path, text);
  }

  /** The client's live registry entry. Without a process of its own, this very process is the client. */
  async report(
    status: 'busy' | 'idle' | 'waiting',
    waitingFor?: string,
    client?: { pid: number; procStart: string },
  ): Promise<void> {
    const { pid, procStart } = client ?? { pid: process.pid, procStart: startTimeOf('self') };
    const now = Date.now();
    const entry = {
      pid,
      sessionId: this.sessionId,
      cwd: this.#cwd,
      startedAt: now,
      procStart,
      version: '2.1.330',
      kind: 'interactive',
      entrypoint: 'cli',
      status,
      updatedAt: now,
      statusUpdatedAt: now,
      waitingFor,
    };
    const folder = join(this.#claudeDir, 'sessions');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${pid}.json`), JSON.stringify(entry));
  }

  async #message(content: unknown[], stopReason: string): Promise<void> {
    const usage = { input_tokens: 1200, output_tokens: 80, cache_read_input_tokens: 4000 };
    await this.#append('assistant', {
      requestId: `req_${randomUUID()}`,
      message: {
        id: `msg_${randomUUID()}`,
        type: 'message',
        role: 'assistant',
        model: 'claude-sonnet-4-5-20250929',
        content,
        stop_reason: stopReason,
        usage: { ...usage, cache_creation_input_tokens: 0 },
      },
    });
  }

  async #append(type: string, fields: Record<string, unknown>): Promise<void> {
    const uuid = randomUUID();
    const line = {
      parentUuid: this.#parent,
      isSidechain: false,
      type,
      uuid,
      timestamp: new Date().toISOString(),
      sessionId: this.sessionId,
      cwd: this.#cwd,
      version: '2.1.330',
      gitBranch: 'main',
      userType: 'external',
      entrypoint: 'cli',
      ...fields,
    };
    this.#parent = uuid;
    await this.raw(`${JSON.stringify(line)}\n`);
  }
}
