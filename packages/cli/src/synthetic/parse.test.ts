import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  classifyPath,
  createSessionProjection,
  type EntryDraft,
  type SessionProjection,
  splitLines,
} from '@orrery/transcript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeCorpus } from './corpus.ts';

let folder: string;
let sessions: Map<string, { projection: SessionProjection; entries: EntryDraft[] }>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'orrery-parse-'));
  writeCorpus({ out: folder, sizeBytes: 12_000_000, sessions: 40, records: 6_000, seed: 11 });
  sessions = new Map();
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) =>
    path.replaceAll('\\', '/'),
  );
  for (const path of paths.sort()) read(path);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(path: string): void {
  const file = classifyPath(path);
  if (file.kind === 'other') return;
  const bytes = readFileSync(join(folder, path));
  const id = file.sessionId ?? String(JSON.parse(bytes.toString().split('\n')[0] ?? '').sessionId);
  const found = sessions.get(id) ?? { projection: createSessionProjection(id), entries: [] };
  sessions.set(id, found);
  if (file.kind === 'agentMeta') {
    found.projection.applyAgentMeta(file.agentId, JSON.parse(bytes.toString()));
    return;
  }
  const agentId = file.kind === 'agent' ? file.agentId : null;
  for (const line of splitLines(bytes, 0)) {
    found.projection.applyLine(line, { agentId }, (draft) => found.entries.push(draft));
  }
}

describe('what reads transcripts', () => {
  test('knows every generated line', () => {
    const entries = [...sessions.values()].flatMap((session) => session.entries);
    expect(entries.length).toBeGreaterThan(3_000);
    expect(entries.filter(({ kind }) => kind === 'unknown' || kind === 'malformed')).toEqual([]);
  });

  test('finds a title, a model, a folder and a closed turn in every session', () => {
    expect(sessions.size).toBe(40);
    for (const { projection } of sessions.values()) {
      const facts = projection.facts();
      expect(facts.title).not.toBe('');
      expect(facts.cwd).toMatch(/work/);
      expect(facts.model).toMatch(/^claude-/);
      expect(facts.isTurnOpen).toBe(false);
      expect(facts.prompts).toBeGreaterThan(0);
    }
  });

  test('links every sub-agent to its parent and sees that it is done', () => {
    const agents = [...sessions.values()].flatMap(({ projection }) => projection.agents());
    const subAgents = agents.filter(({ id }) => id !== 'main');
    expect(subAgents.length).toBeGreaterThan(20);
    expect(subAgents.filter(({ parentId }) => parentId === null)).toEqual([]);
    expect(
      subAgents.filter(({ state }) => state !== 'done').map(({ id, state }) => `${id} ${state}`),
    ).toEqual([]);
    expect(subAgents.some(({ depth }) => depth === 2)).toBe(true);
  });
});
