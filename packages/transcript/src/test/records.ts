import type { SourceLine } from '../index.ts';
import type { SessionStep } from './replayed-session.ts';

/** Id of the session that hand-made records belong to. */
export const SESSION = '00000000-0000-4000-8000-000000000001';

type Fields = Record<string, unknown>;

let counter = 0;

/** A uuid that no other record of the test has. */
export function nextUuid(): string {
  counter += 1;
  return `00000000-0000-4000-9000-${String(counter).padStart(12, '0')}`;
}

/** ISO time of a second after a fixed start. */
export function second(seconds: number): string {
  return new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
}

/** A chained record with what every client writes. */
export function record(type: string, fields: Fields): Fields {
  return {
    parentUuid: null,
    isSidechain: false,
    sessionId: SESSION,
    cwd: '/home/dev/app',
    version: '2.1.330',
    gitBranch: 'main',
    entrypoint: 'cli',
    uuid: nextUuid(),
    timestamp: second(counter),
    type,
    ...fields,
  };
}

/** A `user` record with text or blocks. */
export function user(content: unknown, fields: Fields = {}): Fields {
  return record('user', { message: { role: 'user', content }, ...fields });
}

/** An `assistant` record with one block. */
export function assistant(block: Fields, fields: Fields & { message?: Fields } = {}): Fields {
  const { message, ...rest } = fields;
  return record('assistant', {
    message: {
      id: `msg_${nextUuid()}`,
      role: 'assistant',
      model: 'claude-sonnet-4-5-20250929',
      content: [block],
      stop_reason: block.type === 'tool_use' ? 'tool_use' : 'end_turn',
      usage: {
        input_tokens: 10,
        output_tokens: 20,
        cache_read_input_tokens: 30,
        cache_creation_input_tokens: 40,
      },
      ...message,
    },
    ...rest,
  });
}

/** A tool call. */
export function call(id: string, name: string, input: Fields, fields: Fields = {}): Fields {
  return assistant({ type: 'tool_use', id, name, input }, fields);
}

/** A tool's answer. */
export function answer(id: string, text: string, fields: Fields & { isError?: boolean } = {}): Fields {
  const { isError, ...rest } = fields;
  return user(
    [{ type: 'tool_result', tool_use_id: id, content: text, ...(isError ? { is_error: true } : {}) }],
    rest,
  );
}

/** Words of the assistant. */
export function text(words: string, fields: Fields & { message?: Fields } = {}): Fields {
  return assistant({ type: 'text', text: words }, fields);
}

/** A line as it stands in a file. */
export function lineOf(value: unknown, offset = 0): SourceLine {
  const json = typeof value === 'string' ? value : JSON.stringify(value);
  return { bytes: new TextEncoder().encode(json), offset };
}

/** Steps of a main transcript (or, with an id, of an agent's). */
export function steps(records: readonly unknown[], agentId: string | null = null): SessionStep[] {
  return records.map((value) => ({ type: 'line', agentId, line: lineOf(value) }));
}
