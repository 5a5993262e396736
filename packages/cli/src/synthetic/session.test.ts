import { describe, expect, test } from 'vitest';
import { CLIENT_VERSIONS, type ClientVersionName } from './client-version.ts';
import { createManual } from './manual.ts';
import { createRandom } from './random.ts';
import { createSyntheticSession, type SyntheticSession } from './session.ts';
import { createPhraseBook } from './text/phrase-book.ts';
import { createSteppedClock } from './transcript-clock.ts';

const book = createPhraseBook(createRandom(1), 200);
const manual = createManual(createRandom(2), book);

function start(name: ClientVersionName): { session: SyntheticSession; files: Map<string, string[]> } {
  const files = new Map<string, string[]>();
  const session = createSyntheticSession({
    version: CLIENT_VERSIONS[name],
    entrypoint: 'cli',
    cwd: '/home/ana/work/ledger',
    gitBranch: 'main',
    model: 'claude-sonnet-4-5-20250929',
    random: createRandom(3),
    clock: createSteppedClock(Date.UTC(2026, 10, 1)),
    manual,
    title: 'Split the ledger',
    files: {
      append: (path, line) => files.set(path, [...(files.get(path) ?? []), line]),
      replace: (path, content) => files.set(path, [content]),
    },
  });
  return { session, files };
}

const task = { type: 'Explore', description: 'Find the lock helpers', prompt: 'Find every lock helper.' };

describe('a sub-agent', () => {
  test('of 2.0.76 writes beside the main transcript and is linked by its result', () => {
    const { session, files } = start('2.0.76');
    session.prompt('Look around');
    const run = session.startAgent(task);
    run.actor.answer([{ type: 'text', text: 'Found three.' }]);
    session.finishAgent(run, 'Found three.');
    expect([...files.keys()]).toContain(`projects/-home-ana-work-ledger/agent-${run.id}.jsonl`);
    const result = JSON.parse(files.get(session.path)?.at(-1) ?? '');
    expect(result.toolUseResult).toMatchObject({ status: 'completed', agentId: run.id });
  });

  test('of 2.1.330 works in the background: launched at once, its end is a notification and a meta file', () => {
    const { session, files } = start('2.1.330');
    session.prompt('Look around');
    const run = session.startAgent(task);
    const meta = `projects/-home-ana-work-ledger/${session.id}/subagents/agent-${run.id}.meta.json`;
    expect(JSON.parse(files.get(session.path)?.at(-1) ?? '').toolUseResult).toMatchObject({
      status: 'async_launched',
    });
    expect(JSON.parse(files.get(meta)?.[0] ?? '')).toMatchObject({ toolUseId: run.tool.id, spawnDepth: 1 });
    expect(JSON.parse(files.get(meta)?.[0] ?? '').finished).toBeUndefined();
    const nested = session.startAgent(task, { by: run });
    session.finishAgent(nested, 'Inner.');
    session.finishAgent(run, 'Outer.');
    expect(JSON.parse(files.get(meta)?.[0] ?? '').finished).toBe(true);
    const inner = files.get(
      `projects/-home-ana-work-ledger/${session.id}/subagents/agent-${nested.id}.meta.json`,
    );
    expect(JSON.parse(inner?.[0] ?? '')).toMatchObject({
      parentAgentId: run.id,
      spawnDepth: 2,
      finished: true,
    });
    const last = JSON.parse(files.get(session.path)?.at(-1) ?? '');
    expect(last.origin.kind).toBe('task-notification');
    expect(last.message.content).toContain(`<task-id>${run.id}</task-id>`);
  });
});

test('2.1.19 leaves only the start value of output tokens on every line', () => {
  const { session, files } = start('2.1.19');
  session.prompt('Explain');
  session.main.answer([{ type: 'text', text: 'A long answer. '.repeat(200) }]);
  const answer = JSON.parse(files.get(session.path)?.at(-1) ?? '');
  expect(answer.message.usage.output_tokens).toBeLessThanOrEqual(8);
  expect(answer.message.stop_reason).toBeNull();
});

test('the context grows by what was said and falls with a compaction', () => {
  const { session } = start('2.1.330');
  session.prompt('Explain');
  session.main.answer([{ type: 'text', text: 'x'.repeat(36_000) }]);
  const full = session.main.contextTokens();
  expect(full).toBeGreaterThan(24_000);
  session.compact('Short.');
  expect(session.main.contextTokens()).toBeLessThan(full);
});
