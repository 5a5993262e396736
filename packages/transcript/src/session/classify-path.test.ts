import { describe, expect, it } from 'vitest';
import { classifyPath, clientKindOf, sessionIdOf } from '../index.ts';

const ID = '9acfd6a6-16dc-40c5-a508-3536903c2c24';

describe('what a file is', () => {
  it('[TR21] tells main transcripts, agents of every layout and their meta files', () => {
    expect(classifyPath(`projects/-home-a/${ID}.jsonl`)).toEqual({
      kind: 'main',
      slug: '-home-a',
      sessionId: ID,
    });
    expect(classifyPath('projects/-home-a/agent-1fe606d9.jsonl')).toEqual({
      kind: 'agent',
      slug: '-home-a',
      sessionId: null,
      agentId: '1fe606d9',
    });
    const agent = { slug: '-home-a', sessionId: ID, agentId: 'a90f' };
    expect(classifyPath(`projects/-home-a/${ID}/subagents/agent-a90f.jsonl`)).toEqual({
      kind: 'agent',
      ...agent,
    });
    expect(classifyPath(`projects/-home-a/${ID}/subagents/workflows/run1/agent-a90f.jsonl`)).toEqual({
      kind: 'agent',
      ...agent,
    });
    expect(classifyPath(`projects/-home-a/${ID}/subagents/agent-a90f.meta.json`)).toEqual({
      kind: 'agentMeta',
      ...agent,
    });
  });

  it('[TR21] leaves everything else alone', () => {
    const others = [
      `projects/-home-a/${ID}.jsonl.compact.tmp.0f`,
      `projects/-home-a/${ID}/tool-results/b1.txt`,
      `projects/-home-a/${ID}/agent-a90f.jsonl`,
      'projects/-home-a/notes.jsonl',
      'projects/-home-a/sessions-index.json',
      'history.jsonl',
      `sessions/7414.json`,
      `${ID}.jsonl`,
      '',
    ];
    for (const path of others) expect(classifyPath(path), path).toEqual({ kind: 'other' });
  });

  it('[TR21] finds the session of an agent file in its lines', () => {
    const bytes = (line: string) => new TextEncoder().encode(line);
    expect(sessionIdOf(bytes(`{"a":{"sessionId":"inner"},"sessionId":"${ID}"}`))).toBe(ID);
    for (const line of ['{"type":"x"}', '{"sessionId":""}', '{"sessionId":4}', '[1]', 'garbage', '']) {
      expect(sessionIdOf(bytes(line)), line).toBeNull();
    }
  });

  it('[TR16] tells the program from the entry point', () => {
    const kinds = [
      'cli',
      'sdk-cli',
      'sdk-ts',
      'claude-vscode',
      'claude-desktop-3p',
      'local-agent',
      'remote_x',
      'claude_in_slack',
      'bench',
      null,
    ];
    expect(kinds.map(clientKindOf)).toEqual([
      'cli',
      'sdk',
      'sdk',
      'vscode',
      'desktop',
      'desktop',
      'web',
      'web',
      'other',
      'unknown',
    ]);
  });
});
