/** A parsed transcript line, as far as its shape goes. */
export interface LooseRecord {
  type?: unknown;
  subtype?: unknown;
  version?: unknown;
  isSidechain?: unknown;
  isCompactSummary?: unknown;
  attachment?: { type?: unknown };
  origin?: { kind?: unknown };
  message?: { content?: unknown; usage?: object; model?: unknown };
  toolUseResult?: unknown;
}

/** Name under which the shape of a record was recorded. */
export function recordKind(record: LooseRecord): string {
  let kind = String(record.type);
  if (record.subtype !== undefined) kind += `/${record.subtype}`;
  if (record.attachment !== undefined) kind += `/${record.attachment.type}`;
  if (record.type === 'user') kind += `/${userKind(record)}`;
  if (record.type === 'assistant') kind += `/${firstBlock(record)?.type}`;
  return record.isSidechain === true ? `${kind}@agent` : kind;
}

/** Name of the shape of a structured tool result; null where the result is text. */
export function resultKind({ toolUseResult: result }: LooseRecord): string | null {
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return null;
  const names = [
    ['stdout', 'Bash'],
    ['file', 'Read'],
    ['oldString', 'Edit'],
    ['mode', 'Grep'],
    ['isAsync', 'AgentAsync'],
    ['agentId', 'Agent'],
  ] as const;
  const found = names.find(([key]) => key in result);
  return `result/${found === undefined ? String('type' in result ? result.type : 'other') : found[1]}`;
}

function userKind(record: LooseRecord): string {
  const block = firstBlock(record);
  if (block?.type === 'tool_result') return 'tool_result';
  if (record.isCompactSummary === true) return 'summary';
  if (record.origin?.kind === 'task-notification') return 'notification';
  return typeof block?.text === 'string' && block.text.startsWith('[Request interrupted')
    ? 'interruption'
    : 'prompt';
}

function firstBlock({ message }: LooseRecord): { type?: unknown; text?: unknown } | undefined {
  const content = message?.content;
  return Array.isArray(content) ? content[0] : undefined;
}
