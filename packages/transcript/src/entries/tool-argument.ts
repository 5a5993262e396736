import { oneLine } from './long-text.ts';
import { isRecord, listOf, objectOf, type RawRecord, stringOf } from './record.ts';

/** Longest argument of a tools row. */
const MAX_ARGUMENT_CHARS = 200;

/** Fields that name a call best, by tool; tools that are not here use the general order. */
const FIELDS: { readonly [tool: string]: readonly string[] } = {
  Bash: ['command'],
  BashOutput: ['bash_id', 'shell_id'],
  KillShell: ['shell_id'],
  Read: ['file_path'],
  Edit: ['file_path'],
  MultiEdit: ['file_path'],
  Write: ['file_path'],
  NotebookEdit: ['notebook_path'],
  NotebookRead: ['notebook_path'],
  Glob: ['pattern'],
  Grep: ['pattern'],
  LS: ['path'],
  Task: ['description', 'prompt'],
  Agent: ['description', 'prompt'],
  WebFetch: ['url'],
  WebSearch: ['query'],
  Skill: ['skill', 'command'],
  SlashCommand: ['command'],
  TaskCreate: ['subject'],
  TaskStop: ['task_id'],
  TaskOutput: ['task_id'],
  SendMessage: ['to', 'summary'],
  Monitor: ['command', 'description'],
};

/** For tools that nobody told us about (MCP servers, next year's client). */
const GENERAL_ORDER = [
  'command',
  'file_path',
  'path',
  'pattern',
  'query',
  'url',
  'description',
  'subject',
  'prompt',
  'name',
  'id',
] as const;

/** The one argument a person looks for, as one line of at most 200 characters. */
export function toolArgument(name: string, input: unknown): string {
  if (!isRecord(input)) return typeof input === 'string' ? oneLine(input, MAX_ARGUMENT_CHARS) : '';
  if (name === 'AskUserQuestion') return oneLine(questionsText(input), MAX_ARGUMENT_CHARS);
  if (name === 'ExitPlanMode') return oneLine(planTitle(input), MAX_ARGUMENT_CHARS);
  if (name === 'TodoWrite') return oneLine(currentTodo(input), MAX_ARGUMENT_CHARS);
  if (name === 'TaskUpdate') return oneLine(taskChange(input), MAX_ARGUMENT_CHARS);
  for (const field of fieldsOf(name)) {
    const value = input[field];
    if (typeof value === 'string' && value !== '') return oneLine(value, MAX_ARGUMENT_CHARS);
  }
  for (const value of Object.values(input)) {
    if (typeof value === 'string' && value !== '') return oneLine(value, MAX_ARGUMENT_CHARS);
  }
  return '';
}

/** A session may call a tool whatever it likes, `constructor` too: only what the table itself holds is in it. */
function fieldsOf(name: string): readonly string[] {
  return (Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined) ?? GENERAL_ORDER;
}

/** Longest text of what a waiting session asks. */
const MAX_DETAIL_CHARS = 4000;

/** What a person must read to answer: the questions with their options, the plan, the whole command. */
export function toolDetail(name: string, input: unknown): string {
  const fields = objectOf(input);
  const plain =
    name === 'AskUserQuestion'
      ? questionsText(fields)
      : name === 'ExitPlanMode'
        ? (stringOf(fields.plan) ?? '')
        : (stringOf(fields.command) ?? '');
  const text = plain === '' ? toolArgument(name, input) : plain;
  return text.length <= MAX_DETAIL_CHARS ? text : `${text.slice(0, MAX_DETAIL_CHARS - 1)}…`;
}

function questionsText(input: RawRecord): string {
  const questions = listOf(input.questions).map((item) => {
    const question = objectOf(item);
    const options = listOf(question.options)
      .map((option) => stringOf(objectOf(option).label) ?? stringOf(option) ?? '')
      .filter((label) => label !== '');
    const text = stringOf(question.question) ?? stringOf(question.header) ?? '';
    return options.length === 0 ? text : `${text} (${options.join(' / ')})`;
  });
  return questions.filter((text) => text !== '').join('\n') || (stringOf(input.question) ?? '');
}

function planTitle(input: RawRecord): string {
  const plan = stringOf(input.plan) ?? '';
  const firstLine = plan.split('\n').find((line) => line.trim() !== '') ?? '';
  return firstLine.replace(/^#+\s*/, '');
}

function taskChange(input: RawRecord): string {
  return [input.taskId, input.status, input.subject].filter((value) => typeof value === 'string').join(' ');
}

function currentTodo(input: RawRecord): string {
  const todos = listOf(input.todos).map(objectOf);
  const current = todos.find((todo) => todo.status === 'in_progress') ?? todos[0];
  return current === undefined ? '' : (stringOf(current.content) ?? '');
}
