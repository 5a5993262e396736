import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonExcess, MAX_JSON_DEPTH, MAX_JSON_VALUES, parseLine, sessionIdOf } from '../index.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const pad = ' '.repeat(5000);

describe('bounds of a JSON text', () => {
  it('[TR54] says what is nested too deeply, by its brackets outside of strings', () => {
    const nested = (depth: number) => `${pad}${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;
    expect(jsonExcess(nested(MAX_JSON_DEPTH))).toBeNull();
    expect(jsonExcess(nested(MAX_JSON_DEPTH + 2))).toContain('nested deeper');
    expect(jsonExcess(`${pad}"${'['.repeat(9000)}"`)).toBeNull();
    expect(jsonExcess(`${pad}"\\\\\\"${'['.repeat(9000)}"`)).toBeNull();
    expect(jsonExcess(`${pad}"\\\\"${'['.repeat(9000)}`)).toContain('nested deeper');
  });

  it('[TR54] says what has too many values', () => {
    expect(jsonExcess(`[${'0,'.repeat(MAX_JSON_VALUES + 1)}0]`)).toContain('values');
    expect(jsonExcess(`["${','.repeat(MAX_JSON_VALUES + 1)}"]`)).toBeNull();
  });

  it('[TR54] lets every text pass that holds no more than it may', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (text) => {
        expect(jsonExcess(pad + text)).toBeNull();
      }),
    );
  });

  it('[TR55] a line that is too much is malformed, with its text kept, and names no session', () => {
    const line = bytes(`{"type":"user","sessionId":"s","x":${'['.repeat(1_000_000)}`);
    const parsed = parseLine({ bytes: line, offset: 7 });
    expect(parsed.outcome).toBe('malformed');
    expect(parsed.draft?.note).toContain('nested deeper');
    expect(parsed.draft?.parts[0]).toMatchObject({ type: 'raw' });
    expect(sessionIdOf(bytes(`{"sessionId":"s","x":${'['.repeat(9000)}${']'.repeat(9000)}}`))).toBeNull();
  });

  it('[TR55] a short line of brackets is read, and what is kept of it can be written', () => {
    const input = `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`;
    const line = `{"type":"assistant","message":{"content":[{"type":"tool_use","name":"X","input":${input}}]}}`;
    expect(line.length).toBeLessThan(4096);
    const { draft } = parseLine({ bytes: bytes(line), offset: 0 });
    expect(JSON.stringify(draft)).toContain('nested too deeply');
  });

  it('[TR56] what a record names is cut to what a page can be told', () => {
    const long = 'x'.repeat(100_000);
    const message = { id: long, model: long, stop_reason: long, content: [{ type: 'tool_use', name: long }] };
    const { draft } = parseLine({ bytes: bytes(JSON.stringify({ type: 'assistant', message })), offset: 0 });
    expect(JSON.stringify(draft).length).toBeLessThan(2_000);
    expect(sessionIdOf(bytes(JSON.stringify({ sessionId: long })))).toBeNull();
  });
});
