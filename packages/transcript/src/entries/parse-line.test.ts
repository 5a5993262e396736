import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EntryDraft, parseLine } from '../index.ts';
import { answer, assistant, call, lineOf, record, text, user } from '../test/records.ts';

function draftOf(value: unknown): EntryDraft {
  const { draft } = parseLine(lineOf(value, 42));
  if (draft === null) throw new Error('the line made no entry');
  return draft;
}

describe('reading one line', () => {
  it('[TR4] keeps what is not JSON as malformed, with its offset and the reason', () => {
    expect(draftOf('{"type":"user","mess')).toMatchObject({
      kind: 'malformed',
      offset: 42,
      note: expect.stringContaining('JSON'),
      parts: [{ type: 'raw', text: '{"type":"user","mess' }],
    });
    for (const other of ['"text"', '42', 'null', '[1]']) {
      expect(draftOf(other)).toMatchObject({ kind: 'malformed', note: 'not a JSON object' });
    }
  });

  it('[TR4] keeps a type it does not know as unknown, as it came', () => {
    const line = '{"type":"from-next-year","uuid":"u1","timestamp":"2026-01-01T00:00:00Z","x":1}';
    expect(draftOf(line)).toEqual({
      uuid: 'u1',
      kind: 'unknown',
      role: 'system',
      at: Date.UTC(2026, 0, 1),
      agentId: null,
      parentUuid: null,
      note: 'record of unknown type "from-next-year"',
      offset: 42,
      parts: [{ type: 'raw', text: line }],
    });
    expect(draftOf({ some: 'object' }).note).toBe('record without a type');
    expect(draftOf(record('user', {})).note).toBe('"user" record of unknown form');
    expect(draftOf(record('assistant', { message: { content: 7 } })).kind).toBe('unknown');
  });

  it('[TR4] makes nothing of a blank line', () => {
    for (const blank of ['', ' ', '\r', '\t ']) {
      expect(parseLine(lineOf(blank))).toMatchObject({ outcome: 'blank', draft: null });
    }
  });

  it('[TR4] reads a first line that begins with a byte order mark', () => {
    expect(draftOf(`\ufeff${JSON.stringify(user('hello'))}`).kind).toBe('prompt');
  });

  it('[TR4] never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const { outcome } = parseLine({ bytes, offset: 0 });
        expect(['known', 'unknown', 'malformed', 'blank']).toContain(outcome);
      }),
    );
  });

  it('[TR5] survives any value in any field', () => {
    const fields = [
      'type',
      'message',
      'uuid',
      'timestamp',
      'subtype',
      'attachment',
      'data',
      'toolUseResult',
      'content',
      'origin',
    ];
    const type = fc.constantFrom(
      'user',
      'assistant',
      'system',
      'attachment',
      'progress',
      'summary',
      'queue-operation',
      'last-prompt',
    );
    const value = fc.jsonValue({ maxDepth: 3 });
    const message = fc.record({ id: value, content: value, usage: value, model: value, stop_reason: value });
    const anyRecord = fc.tuple(type, fc.dictionary(fc.constantFrom(...fields), value), fc.option(message));
    fc.assert(
      fc.property(anyRecord, ([name, some, body]) => {
        const parsed = parseLine(
          lineOf({ type: name, ...(body === null ? {} : { message: body }), ...some }),
        );
        expect(parsed.draft?.kind).not.toBe('malformed');
      }),
      { numRuns: 500 },
    );
  });

  it('[TR5] reads a record whose other fields have other types', () => {
    const odd = user('hello', {
      timestamp: 17,
      cwd: null,
      version: 2,
      gitBranch: {},
      agentId: [],
      permissionMode: 5,
    });
    expect(draftOf(odd)).toMatchObject({ kind: 'prompt', at: 17, parts: [{ type: 'text', text: 'hello' }] });
  });

  it('[TR6] makes no entry of bookkeeping', () => {
    const types = [
      'mode',
      'tag',
      'cost-state',
      'file-history-snapshot',
      'tools-used',
      'atis-latch',
      'data-flow-x',
      'summary',
      'ai-title',
    ];
    for (const type of types) {
      expect(parseLine(lineOf({ type, sessionId: 's' })), type).toMatchObject({
        outcome: 'known',
        draft: null,
      });
    }
    for (const kind of ['environment', 'prompt_snapshot', 'file', 'task_reminder']) {
      expect(parseLine(lineOf(record('attachment', { attachment: { type: kind } }))).draft, kind).toBeNull();
    }
    const progress = record('progress', {
      data: { type: 'agent_progress', message: { message: { usage: {} } } },
    });
    expect(parseLine(lineOf(progress))).toMatchObject({ outcome: 'known', draft: null, usage: null });
    expect(parseLine(lineOf(record('system', { subtype: 'turn_duration', durationMs: 5 }))).draft).toBeNull();
  });

  it('[TR6] does not even parse stored API requests, but a cut one is malformed', () => {
    expect(parseLine(lineOf('{"type":"api-request-blob","not json"}'))).toMatchObject({
      outcome: 'known',
      draft: null,
    });
    expect(parseLine(lineOf('{"type":"api-request-blob","mess')).outcome).toBe('malformed');
  });

  it('[TR7] tells a person from what the client writes in a person’s name', () => {
    const kinds: [unknown, EntryDraft['kind'], string | undefined][] = [
      [user('hello'), 'prompt', undefined],
      [user([{ type: 'text', text: 'hello' }]), 'prompt', undefined],
      [user('hello', { origin: { kind: 'human' } }), 'prompt', undefined],
      [user('x', { origin: { kind: 'coordinator' } }), 'meta', 'coordinator'],
      [user('caveat', { isMeta: true }), 'meta', undefined],
      [user('sum', { isCompactSummary: true }), 'compaction', 'summary'],
      [user('[Request interrupted by user for tool use]'), 'interruption', undefined],
      [user([{ type: 'text', text: '[Request interrupted by user]' }]), 'interruption', undefined],
      [user('<command-name>/review</command-name>\n<command-args>src</command-args>'), 'command', undefined],
      [user('/compact keep the names'), 'command', undefined],
      [user('/etc/hosts is wrong'), 'prompt', undefined],
      [user('<local-command-stdout>ok</local-command-stdout>'), 'command', 'output'],
      [user('<bash-input>ls</bash-input>'), 'command', undefined],
      [answer('t1', 'out'), 'toolResult', undefined],
      [
        user('<task-notification><task-id>a1</task-id><status>killed</status></task-notification>'),
        'notification',
        'killed',
      ],
    ];
    for (const [value, kind, note] of kinds) {
      const draft = draftOf(value);
      expect([draft.kind, draft.note], JSON.stringify(value)).toEqual([kind, note]);
    }
  });

  it('[TR7] shows commands and reports in plain words', () => {
    const words = (value: unknown) => draftOf(value).parts.map((part) => ('text' in part ? part.text : ''));
    expect(
      words(
        user(
          '<command-message>x</command-message><command-name>/review</command-name><command-args>a b</command-args>',
        ),
      ),
    ).toEqual(['/review a b']);
    expect(words(user('<bash-stdout>one</bash-stdout><bash-stderr>two</bash-stderr>'))).toEqual(['one\ntwo']);
    const esc = String.fromCharCode(27);
    expect(words(user(`<local-command-stdout>${esc}[2mdim${esc}[22m</local-command-stdout>`))).toEqual([
      'dim',
    ]);
    expect(
      words(
        user(
          '<task-notification><summary>Agent done</summary><result>3 <b>files</b></result></task-notification>',
        ),
      ),
    ).toEqual(['Agent done\n\n3 <b>files</b>']);
  });

  it('[TR7] takes a message that was typed while the client was busy for a prompt', () => {
    const queued = record('attachment', {
      attachment: { type: 'queued_command', prompt: 'and tests', commandMode: 'prompt' },
    });
    expect(draftOf(queued)).toMatchObject({
      kind: 'prompt',
      note: 'typed while busy',
      parts: [{ type: 'text', text: 'and tests' }],
    });
  });

  it('[TR7] keeps context of a kind that it does not know out of the way, not out of sight', () => {
    const context = record('attachment', { attachment: { type: 'brand_new_context', text: 'words' } });
    expect(draftOf(context)).toMatchObject({
      kind: 'meta',
      note: 'brand new context',
      parts: [{ type: 'text', text: 'words' }],
    });
    const other = record('attachment', { attachment: { type: 'other_context', value: [1] } });
    expect(draftOf(other).parts).toEqual([{ type: 'text', text: '{"type":"other_context","value":[1]}' }]);
  });

  it('[TR7] reads a report to its last closing tag, for a result may hold anything', () => {
    const report =
      '<task-notification><status>completed</status><result>a </result> b</result></task-notification>';
    expect(draftOf(user(report)).parts).toEqual([{ type: 'text', text: 'a </result> b' }]);
  });

  it('[TR7] shows API retries, hooks that spoke and other notices as system entries', () => {
    const retry = record('system', {
      subtype: 'api_error',
      error: { status: 529, formatted: '529 Overloaded' },
      retryAttempt: 2,
      maxRetries: 10,
    });
    expect(draftOf(retry)).toMatchObject({ kind: 'system', note: 'API error 529, retry 2 of 10' });
    const failed = text('Prompt is too long', {
      isApiErrorMessage: true,
      apiErrorStatus: 400,
      message: { model: '<synthetic>' },
    });
    expect(draftOf(failed)).toMatchObject({ kind: 'system', role: 'system', note: 'API error 400' });
    const hook = record('attachment', {
      attachment: { type: 'hook_non_blocking_error', hookName: 'Stop', stderr: 'no node', exitCode: 127 },
    });
    expect(draftOf(hook)).toMatchObject({
      kind: 'system',
      note: 'hook Stop non blocking error, exit code 127',
    });
    const quiet = record('attachment', {
      attachment: { type: 'hook_success', hookName: 'Stop', stdout: '{}', exitCode: 200 },
    });
    expect(parseLine(lineOf(quiet)).draft).toBeNull();
    const away = record('system', { subtype: 'away_summary', summary: 'Away for 3 minutes.' });
    expect(draftOf(away)).toMatchObject({ kind: 'system', note: 'away summary' });
    expect(draftOf(record('system', { subtype: 'brand_new', value: 1 })).kind).toBe('unknown');
  });

  it('[TR8] cuts text over the limit, not through a character, and says from how much', () => {
    const long = `${'x'.repeat(1024 * 1024 - 1)}😀tail`;
    const [part] = draftOf(user(long)).parts;
    expect(part).toEqual({ type: 'text', text: 'x'.repeat(1024 * 1024 - 1), truncatedFrom: long.length });
    const fits = 'y'.repeat(1024 * 1024);
    expect(draftOf(user(fits)).parts[0]).toEqual({ type: 'text', text: fits });
    const input = draftOf(call('t', 'Write', { file_path: 'a', nested: { content: long } })).parts[0];
    expect(JSON.stringify(input).length).toBeLessThan(1024 * 1024 + 200);
    expect(JSON.stringify(input)).toContain(`… [cut from ${long.length} characters]`);
  });

  it('[TR8] is not exhausted by nesting', () => {
    const deep = `${'['.repeat(1_000)}${']'.repeat(1_000)}`;
    const line = JSON.stringify(call('t', 'Odd', { value: 'DEEP' })).replace('"DEEP"', deep);
    expect(JSON.stringify(draftOf(line).parts)).toContain('[nested too deeply]');
    const block = JSON.stringify(assistant({ type: 'future', value: 'DEEP' })).replace('"DEEP"', deep);
    expect(draftOf(block).parts[0]).toMatchObject({
      type: 'raw',
      text: expect.stringContaining('[nested too deeply]'),
    });
    const tooDeep = line.replace(deep, `${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    expect(draftOf(tooDeep)).toMatchObject({ kind: 'malformed', note: 'nested deeper than 256 levels' });
  });

  it('[TR8] keeps the kind and size of images, not their bytes', () => {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aGVsbG8=' } };
    expect(draftOf(user([{ type: 'text', text: 'see' }, image])).parts[1]).toEqual({
      type: 'image',
      mediaType: 'image/png',
      sizeBytes: 5,
    });
    const result = user([
      { type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'one' }, image] },
    ]);
    expect(draftOf(result).parts).toEqual([
      { type: 'toolResult', toolUseId: 't', isError: false, text: 'one' },
      { type: 'image', mediaType: 'image/png', sizeBytes: 5 },
    ]);
  });

  it('[TR9] names a record without a uuid by its content', () => {
    const one = draftOf('{"type":"new"}');
    const two = draftOf('{"type":"new" }');
    expect(one.uuid).toMatch(/^line:[0-9a-f]{16}$/);
    expect(draftOf('{"type":"new"}').uuid).toBe(one.uuid);
    expect(two.uuid).not.toBe(one.uuid);
  });

  it('[TR9] gives different names to different lines', () => {
    const names = new Set<string>();
    for (let index = 0; index < 20_000; index += 1) names.add(draftOf(`garbage ${index}`).uuid);
    expect(names.size).toBe(20_000);
  });

  it('[TR10] bounds ids and labels', () => {
    const huge = 'i'.repeat(100_000);
    const draft = draftOf(user('hi', { uuid: huge, parentUuid: huge }));
    expect(draft.uuid.length).toBe(200);
    expect(draft.parentUuid?.length).toBe(200);
    const use = draftOf(call(huge, 'Bash', {})).parts[0];
    const result = draftOf(answer(huge, 'x')).parts[0];
    expect(use).toMatchObject({ id: huge.slice(0, 200) });
    expect(result).toMatchObject({ toolUseId: huge.slice(0, 200) });
  });

  it('[TR25] tells usage by message id, and none for the client’s own messages', () => {
    const usage = {
      input_tokens: 1,
      output_tokens: 200,
      cache_read_input_tokens: 3,
      cache_creation_input_tokens: 10,
      cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 6 },
    };
    const line = text('hi', { requestId: 'req', message: { id: 'msg_1', usage } });
    expect(parseLine(lineOf(line)).usage).toMatchObject({
      messageId: 'msg_1',
      input: 1,
      output: 200,
      cacheRead: 3,
      cacheWrite5m: 4,
      cacheWrite1h: 6,
      isLowerBound: false,
    });
    const older = { input_tokens: 1, output_tokens: 20, cache_creation_input_tokens: 10 };
    expect(parseLine(lineOf(text('hi', { message: { usage: older } }))).usage).toMatchObject({
      cacheWrite5m: 10,
      cacheWrite1h: 0,
    });
    expect(
      parseLine(lineOf(text('hi', { requestId: 'req', message: { id: undefined } }))).usage?.messageId,
    ).toBe('req');
    expect(parseLine(lineOf(text('hi', { uuid: 'u7', message: { id: undefined } }))).usage?.messageId).toBe(
      'u7',
    );
    expect(parseLine(lineOf(text('hi', { message: { model: '<synthetic>' } }))).usage).toBeNull();
  });

  it('[TR26] marks a line that has only the start value of its usage', () => {
    const start = { stop_reason: null, usage: { output_tokens: 3 } };
    expect(parseLine(lineOf(text('hi', { message: start }))).usage?.isLowerBound).toBe(true);
    expect(
      parseLine(lineOf(text('hi', { message: { ...start, usage: { output_tokens: 320 } } }))).usage
        ?.isLowerBound,
    ).toBe(false);
    expect(parseLine(lineOf(text('hi', { isAbortedMidStream: true }))).usage?.isLowerBound).toBe(true);
  });
});
