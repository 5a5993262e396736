import { writeOpeningAttachments } from './attachments.ts';
import type { SessionContext } from './session-context.ts';

/** A person's turn begins: the client's bookkeeping, the prompt, and what it puts beside the first one. */
export function writePrompt(context: SessionContext, text: string): void {
  const { options, thread, base, apiLog, main } = context;
  context.prompts += 1;
  context.turnStartedAtMs = base.clock.now();
  context.lastPrompt = text;
  thread.setPromptId(base.ids.uuid());
  writeBeforePrompt(context, text);
  const content = base.entrypoint === 'claude-vscode' ? [{ type: 'text', text }] : text;
  thread.prompt(content, promptFields(context));
  apiLog?.noteInput({ role: 'user', content: text });
  main.hear(text.length);
  if (context.prompts === 1) writeOpeningAttachments(thread, options.manual);
}

function writeBeforePrompt(context: SessionContext, text: string): void {
  const { options, thread, base, plain } = context;
  const timestamp = new Date(base.clock.now()).toISOString();
  if (context.isTerminal) {
    if (context.prompts === 1 && base.version.aiTitle && options.title !== undefined) {
      plain({ type: 'ai-title', aiTitle: options.title });
    }
    const messageId = base.ids.uuid();
    const snapshot = { messageId, trackedFileBackups: {}, timestamp };
    thread.plain({ type: 'file-history-snapshot', messageId, snapshot, isSnapshotUpdate: false });
  } else if (base.entrypoint.startsWith('sdk')) {
    // 2.0.76 and 2.1.19 leave out the line that would have named the text.
    if (base.version.queueNamesText)
      plain({ type: 'queue-operation', operation: 'enqueue', timestamp, content: text });
    plain({ type: 'queue-operation', operation: 'dequeue', timestamp });
  }
}

function promptFields({ base, isTerminal, prompts }: SessionContext): object {
  const { version } = base;
  return {
    ...(version.modern || version.version === '2.1.19' ? { permissionMode: 'default' } : {}),
    ...(version.modern && version.meta !== 'plain' && isTerminal
      ? { origin: { kind: 'human' }, promptSource: 'typed' }
      : {}),
    ...(version.apiLog
      ? {
          turnOrigin: isTerminal ? 'human' : 'sdk',
          turnPosition: { promptIndex: prompts, turnIndex: prompts },
        }
      : {}),
  };
}
