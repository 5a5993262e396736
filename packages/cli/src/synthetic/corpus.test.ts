import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LooseRecord, recordKind, resultKind } from '../test/record-kind.ts';
import { type CorpusReport, writeCorpus } from './corpus.ts';

const recorded: Record<string, Record<string, { always: string[]; sometimes: string[] }>> = JSON.parse(
  readFileSync(new URL('../test/fixtures/recorded-shapes.json', import.meta.url), 'utf8'),
);

/** Shapes that a real client may write, which the recordings do not happen to hold. */
const NOT_RECORDED = new Set(['assistant/thinking@agent', 'result/Agent', 'custom-title', 'agent-name']);

let folder: string;
let report: CorpusReport;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'orrery-corpus-'));
  report = writeCorpus({ out: folder, sizeBytes: 24_000_000, sessions: 60, records: 12_000, seed: 7 });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function files(suffix: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(suffix))
    .sort();
}

function records(path: string): LooseRecord[] {
  const text = readFileSync(join(folder, path), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Null when the shape fits, else what is wrong with it. */
function misfit(version: string, kind: string, value: object): string | null {
  const shape = recorded[version]?.[kind];
  if (shape === undefined) return NOT_RECORDED.has(kind) ? null : `${version} ${kind}: never recorded`;
  const keys = Object.keys(value);
  const missing = shape.always.filter((key) => !keys.includes(key));
  const extra = keys.filter((key) => !shape.always.includes(key) && !shape.sometimes.includes(key));
  return missing.length + extra.length === 0
    ? null
    : `${version} ${kind}: missing ${missing}; extra ${extra}`;
}

describe('a generated corpus', () => {
  test('has the asked number of sessions, lines and bytes', () => {
    const main = files('.jsonl').filter((path) => !/agent-/.test(path));
    expect(main).toHaveLength(60);
    expect(report.files).toBe(files('.jsonl').length);
    expect(report.bytes).toBe(
      files('.jsonl').reduce((sum, path) => sum + statSync(join(folder, path)).size, 0),
    );
    expect(report.records).toBe(files('.jsonl').reduce((sum, path) => sum + records(path).length, 0));
    expect(report.records / 12_000).toBeCloseTo(1, 1);
    expect(report.bytes / 24_000_000).toBeCloseTo(1, 0);
  });

  test('writes every record with the fields that its client version writes, and no others', () => {
    const wrong = new Set<string>();
    for (const path of files('.jsonl')) {
      let version = '';
      for (const record of records(path)) {
        if (typeof record.version === 'string') version = record.version;
        if (version === '') continue;
        const kind = resultKind(record);
        const result = record.toolUseResult;
        for (const found of [
          misfit(version, recordKind(record), record),
          record.message?.usage ? misfit(version, 'message', record.message) : null,
          record.message?.usage ? misfit(version, 'usage', record.message.usage) : null,
          kind !== null && typeof result === 'object' && result !== null
            ? misfit(version, kind, result)
            : null,
        ]) {
          if (found !== null) wrong.add(found);
        }
      }
    }
    expect([...wrong]).toEqual([]);
  });

  test('chains every record to one that stands before it in the same file', () => {
    for (const path of files('.jsonl')) {
      const seen = new Set<unknown>([null]);
      for (const record of records(path) as (LooseRecord & { uuid?: string; parentUuid?: unknown })[]) {
        if (record.uuid === undefined) continue;
        expect(seen.has(record.parentUuid), `${path} ${record.uuid}`).toBe(true);
        expect(seen.has(record.uuid)).toBe(false);
        seen.add(record.uuid);
      }
    }
  });

  test('answers every tool call once', () => {
    const calls = new Map<string, number>();
    for (const path of files('.jsonl')) {
      for (const { type, message } of records(path)) {
        // `api-request-blob` repeats the results.
        if (type !== 'user' && type !== 'assistant') continue;
        for (const block of Array.isArray(message?.content) ? message.content : []) {
          if (block.type === 'tool_use') calls.set(block.id, 0);
          if (block.type === 'tool_result')
            calls.set(block.tool_use_id, (calls.get(block.tool_use_id) ?? 9) + 1);
        }
      }
    }
    expect(calls.size).toBeGreaterThan(1_000);
    expect([...calls.values()].every((answers) => answers === 1)).toBe(true);
  });

  test('mixes client versions, sub-agents of every layout, and text in other scripts', () => {
    const text = files('.jsonl')
      .map((path) => readFileSync(join(folder, path), 'utf8'))
      .join('');
    const versions = new Set([...text.matchAll(/"version":"([\d.]+)"/g)].map(([, version]) => version));
    expect([...versions].sort()).toEqual(Object.keys(recorded).sort());
    expect(files('.jsonl').some((path) => /^projects[\\/][^\\/]+[\\/]agent-/.test(path))).toBe(true);
    expect(files('.jsonl').some((path) => /subagents[\\/]agent-[0-9a-f]{7}\.jsonl$/.test(path))).toBe(true);
    expect(files('.meta.json').length).toBeGreaterThan(0);
    expect(/[\u4e00-\u9fff]{4}/u.test(text)).toBe(true);
    expect(text.includes('useEffect(')).toBe(true);
    expect(text.includes('err != nil')).toBe(true);
  });
});

test('the same seed gives the same bytes, another seed gives others', () => {
  const write = (seed: number): string => {
    const out = mkdtempSync(join(tmpdir(), 'orrery-seed-'));
    writeCorpus({ out, sizeBytes: 300_000, sessions: 3, records: 200, seed });
    const all = readdirSync(out, { recursive: true, encoding: 'utf8' })
      .sort()
      .filter((path) => path.endsWith('.jsonl'))
      .map((path) => path + readFileSync(join(out, path), 'utf8'))
      .join('');
    rmSync(out, { recursive: true, force: true });
    return all;
  };
  expect(write(3)).toBe(write(3));
  expect(write(3)).not.toBe(write(4));
});
