import { TranscriptWriter } from './claude-folder.ts';
import { type ClaudeProcess, startClaudeProcess } from './claude-process.ts';
import { type HookTargets, hookPayload, sendHook } from './hook-client.ts';

/** A permission request that a client holds open. */
export interface Asked {
  /** What the client was told in the end. */
  answer: Promise<unknown>;
  isAnswered(): boolean;
  toolUseId: string;
  tool: string;
  input: Record<string, unknown>;
}

/** A client with a process, a registry entry, a transcript and hooks, which asks and waits as the real one does. */
export class AskingClient {
  readonly transcript: TranscriptWriter;
  readonly process: ClaudeProcess;
  readonly #cwd: string;
  readonly #targets: () => HookTargets;

  private constructor(
    transcript: TranscriptWriter,
    running: ClaudeProcess,
    cwd: string,
    targets: () => HookTargets,
  ) {
    this.transcript = transcript;
    this.process = running;
    this.#cwd = cwd;
    this.#targets = targets;
  }

  /** In the middle of a turn. `targets` are read anew for each event, as a client reads its settings. */
  static async start(options: {
    claudeDir: string;
    cwd: string;
    targets: () => HookTargets;
  }): Promise<AskingClient> {
    const { claudeDir, cwd, targets } = options;
    const transcript = new TranscriptWriter(claudeDir, cwd);
    const client = new AskingClient(transcript, await startClaudeProcess(), cwd, targets);
    await transcript.prompt(`Work in ${cwd}`);
    await client.report('busy');
    return client;
  }

  get sessionId(): string {
    return this.transcript.sessionId;
  }

  async report(status: 'busy' | 'idle' | 'waiting', waitingFor?: string): Promise<void> {
    await this.transcript.report(status, waitingFor, this.process);
  }

  /** Calls a tool that needs a permission: the hook and the dialog begin at the same time. */
  async ask(tool: string, input: Record<string, unknown>, suggestions: unknown[] = []): Promise<Asked> {
    const toolUseId = await this.transcript.tool(tool, input);
    const fields = { tool_name: tool, tool_input: input, permission_suggestions: suggestions };
    let isAnswered = false;
    const answer = this.#send('PermissionRequest', fields).then((text): unknown => {
      isAnswered = true;
      return JSON.parse(text);
    });
    // Whoever awaits it hears of it; a test that ends before must not fail for it.
    answer.catch(() => undefined);
    await this.report('waiting', 'permission prompt');
    return { answer, isAnswered: () => isAnswered, toolUseId, tool, input };
  }

  /** The dialog is gone and the tool has run. */
  async goOn({ toolUseId, tool, input }: Asked): Promise<void> {
    await this.report('busy');
    await this.transcript.result(toolUseId, 'Done');
    const response = { stdout: 'Done', stderr: '', interrupted: false };
    const fields = { tool_name: tool, tool_input: input, tool_use_id: toolUseId, tool_response: response };
    await this.#send('PostToolUse', fields);
  }

  async #send(event: string, fields: object): Promise<string> {
    const session = { id: this.sessionId, cwd: this.#cwd, transcriptPath: this.transcript.path };
    return await sendHook(this.#targets(), event, hookPayload(session, event, fields));
  }
}
