import type { Entry, EntryPart } from '@orrery/transcript';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBlock, decodeBlockText, encodeBlock } from './block-codec.ts';

const anyString = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.constantFrom('', '\n', '\u0000', '\u2028', '\uD800', 'a\uDC00b', '資料庫', '😀', '\uFEFFbom', '\uFFFD'),
);
const anyInput = fc.jsonValue({ stringUnit: 'binary' });
const anyPart: fc.Arbitrary<EntryPart> = fc.oneof(
  fc.record({ type: fc.constantFrom('text', 'thinking', 'raw'), text: anyString }),
  fc.record({ type: fc.constant('text' as const), text: anyString, truncatedFrom: fc.nat() }),
  fc.record({ type: fc.constant('toolUse' as const), id: anyString, name: anyString, input: anyInput }),
  fc.record({
    type: fc.constant('toolResult' as const),
    toolUseId: anyString,
    isError: fc.boolean(),
    text: anyString,
  }),
  fc.record({ type: fc.constant('image' as const), mediaType: anyString, sizeBytes: fc.nat() }),
);
const anyEntry: fc.Arbitrary<Entry> = fc.record(
  {
    seq: fc.nat(),
    uuid: anyString,
    kind: fc.constantFrom('prompt', 'assistant', 'unknown'),
    role: fc.constantFrom('user', 'assistant', 'system'),
    at: fc.option(fc.nat()),
    agentId: fc.option(anyString),
    parentUuid: fc.option(anyString),
    messageId: anyString,
    model: anyString,
    note: anyString,
    offset: fc.nat(),
    parts: fc.array(anyPart, { maxLength: 4 }),
  },
  { requiredKeys: ['seq', 'uuid', 'kind', 'role', 'at', 'agentId', 'parentUuid', 'parts'] },
);

describe('block codec', () => {
  it('[BC1] gives back every entry as it was, whatever its strings hold', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 8 }), (entries) => {
        const { payload } = encodeBlock(entries);
        expect(decodeBlock(payload)).toEqual(JSON.parse(JSON.stringify(entries)));
      }),
      { numRuns: 300 },
    );
  });

  it('[BC2] gives the indexer the same text as a reader finds in the payload', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 8 }), (entries) => {
        const { payload, text } = encodeBlock(entries, { level: 1 });
        const read = decodeBlockText(payload);
        expect(Buffer.from(read.text).equals(text.text)).toBe(true);
        expect(read.starts).toEqual(text.starts);
      }),
    );
  });

  it('[BC3] lays each entry between its starts, one string a line', () => {
    const entries = [
      entry(1, [
        { type: 'text', text: 'é one' },
        {
          type: 'toolUse',
          id: 'hidden',
          name: 'Bash',
          input: { command: 'ls', n: 3, list: ['a', { b: '庫' }] },
        },
      ]),
      entry(2, [{ type: 'image', mediaType: 'image/png', sizeBytes: 3 }]),
      { ...entry(3, [{ type: 'thinking', text: 'two\nlines' }]), note: 'odd' },
    ];
    const { text, starts } = decodeBlockText(encodeBlock(entries).payload);
    const pieces = entries.map((_, i) => Buffer.from(text.subarray(starts[i], starts[i + 1])).toString());
    expect(pieces).toEqual(['é one\nBash\nls\na\n庫\n', '', 'two\nlines\nodd\n']);
  });

  it('[BC4] keeps an input whose key is __proto__ as data', () => {
    const input: unknown = JSON.parse('{"__proto__": {"a": "x"}, "b": "y"}');
    const [read] = decodeBlock(
      encodeBlock([entry(1, [{ type: 'toolUse', id: 't', name: 'n', input }])]).payload,
    );
    expect(JSON.stringify(read?.parts[0])).toContain('"input":{"__proto__":{"a":"x"},"b":"y"}');
    expect(Reflect.get({}, 'a')).toBeUndefined();
  });

  it('[BC5] cuts an input nested thousands deep and keeps what is around it', () => {
    const input: unknown = JSON.parse(`${'['.repeat(50_000)}"deep"${']'.repeat(50_000)}`);
    const [read] = decodeBlock(
      encodeBlock([{ ...entry(1, [{ type: 'toolUse', id: 't', name: 'n', input }]), note: 'after' }]).payload,
    );
    expect(JSON.stringify(read)).toContain('[nested too deeply]');
    expect(read?.note).toBe('after');
  });

  it('[BC1] packs and unpacks an entry of 40 MB', () => {
    const huge = '資料 and code; '.repeat(2_500_000);
    const { payload, text } = encodeBlock([entry(1, [{ type: 'raw', text: huge }]), entry(2, [])], {
      level: 1,
    });
    expect(text.text.length).toBeGreaterThan(40_000_000);
    const [read] = decodeBlock(payload);
    expect(read?.parts[0]).toEqual({ type: 'raw', text: huge });
    expect(decodeBlock(encodeBlock([entry(3, [])]).payload)).toEqual([entry(3, [])]);
  });

  it('[BC6] refuses what is no block', () => {
    expect(() => decodeBlock(new Uint8Array([1, 2, 3]))).toThrow();
    const whole = encodeBlock([entry(1, [{ type: 'text', text: 'x'.repeat(1000) }])]).payload;
    expect(() => decodeBlockText(whole.subarray(0, whole.length - 8))).toThrow();
  });
});

function entry(seq: number, parts: EntryPart[]): Entry {
  return {
    seq,
    uuid: `u${seq}`,
    kind: 'assistant',
    role: 'assistant',
    at: seq,
    agentId: null,
    parentUuid: null,
    parts,
  };
}
