import { describe, expect, it } from 'vitest';
import { createSessionProjection, restoreSessionProjection } from '../index.ts';
import {
  answer,
  call,
  lineOf,
  nextUuid,
  record,
  SESSION,
  second,
  steps,
  text,
  user,
} from '../test/records.ts';
import { ReplayedSession } from '../test/replayed-session.ts';

function replay(records: readonly unknown[]): ReplayedSession {
  const session = new ReplayedSession(SESSION);
  for (const step of steps(records)) session.apply(step);
  return session;
}

const factsOf = (records: readonly unknown[]) => replay(records).projection.facts();

describe('title', () => {
  const prompt = user('  Fix the\n parser  ');
  const ai = { type: 'ai-title', aiTitle: 'Parser repair' };
  const custom = { type: 'custom-title', customTitle: 'parser' };

  it('[TR15] prefers a given title to the model’s, that to the prompt', () => {
    expect(factsOf([prompt])).toMatchObject({
      title: 'Fix the parser',
      titleSource: 'prompt',
      firstPrompt: 'Fix the parser',
    });
    expect(factsOf([prompt, ai])).toMatchObject({ title: 'Parser repair', titleSource: 'ai' });
    expect(factsOf([custom, prompt, ai])).toMatchObject({ title: 'parser', titleSource: 'custom' });
    expect(factsOf([custom, prompt, ai, { ...custom, customTitle: '' }])).toMatchObject({
      titleSource: 'ai',
    });
    expect(factsOf([])).toMatchObject({ title: '', titleSource: 'none' });
  });

  it('[TR15] takes a registry name before the prompt and after everything written', () => {
    const session = replay([prompt]);
    session.projection.applyRegistryName('my name');
    expect(session.projection.facts()).toMatchObject({ title: 'my name', titleSource: 'registry' });
    session.projection.applyRegistryName(null);
    expect(session.projection.facts().titleSource).toBe('prompt');
  });

  it('[TR15] takes a summary only when its leaf is of this session, whichever comes first', () => {
    const leaf = text('done');
    const summary = { type: 'summary', summary: 'What was done', leafUuid: leaf.uuid };
    expect(factsOf([prompt, leaf, summary])).toMatchObject({
      title: 'What was done',
      titleSource: 'summary',
    });
    expect(factsOf([summary, prompt, leaf])).toMatchObject({ titleSource: 'summary' });
    expect(factsOf([{ ...summary, leafUuid: nextUuid() }, prompt, leaf])).toMatchObject({
      titleSource: 'prompt',
    });
  });

  it('[TR15] hands a summary of another session on, and takes one from another file', () => {
    const projection = createSessionProjection(SESSION);
    const leafUuid = nextUuid();
    const effect = projection.applyLine(
      lineOf({ type: 'summary', summary: 'Other work', leafUuid }),
      { agentId: null },
      () => 1,
    );
    expect(effect).toMatchObject({ entry: null, foreignSummary: { leafUuid, text: 'Other work' } });
    const other = replay([user('hello', { uuid: leafUuid })]).projection;
    expect(other.applySummary(nextUuid(), 'Not this')).toBe(false);
    expect(other.applySummary(leafUuid, 'Other work')).toBe(true);
    expect(other.facts().title).toBe('Other work');
  });

  it('[TR15] falls back on the first command, and leaves editor context out of the prompt', () => {
    expect(factsOf([user('<command-name>/init</command-name>')])).toMatchObject({
      title: '/init',
      titleSource: 'prompt',
      prompts: 0,
    });
    const blocks = [
      { type: 'text', text: '<ide_opened_file>a.ts</ide_opened_file>' },
      { type: 'text', text: 'Explain it' },
    ];
    expect(factsOf([user(blocks)]).title).toBe('Explain it');
  });
});

describe('facts of the main thread', () => {
  it('[TR16] takes the first directory, the last branch, and every client', () => {
    const facts = factsOf([
      user('one', {
        cwd: '/a',
        gitBranch: 'main',
        version: '2.1.197',
        entrypoint: 'sdk-cli',
        permissionMode: 'plan',
      }),
      text('two', { cwd: '/b', gitBranch: 'topic', version: '2.1.330', entrypoint: 'cli' }),
      { type: 'permission-mode', permissionMode: 'acceptEdits', sessionId: SESSION },
    ]);
    expect(facts).toMatchObject({
      cwd: '/a',
      gitBranch: 'topic',
      client: 'cli',
      clientVersion: '2.1.330',
      permissionMode: 'acceptEdits',
      model: 'claude-sonnet-4-5-20250929',
      clients: [
        { client: 'sdk', version: '2.1.197' },
        { client: 'cli', version: '2.1.330' },
      ],
    });
  });

  it('[TR16] follows a relocation', () => {
    expect(
      factsOf([user('one', { cwd: '/a' }), { type: 'relocated', relocatedCwd: '/moved', sessionId: SESSION }])
        .cwd,
    ).toBe('/moved');
  });

  it('[TR16] knows the directory from an agent while the main transcript is not here', () => {
    const session = new ReplayedSession(SESSION);
    for (const step of steps(
      [user('look', { cwd: '/agent', entrypoint: undefined, version: '2.0.76' })],
      'a1',
    ))
      session.apply(step);
    expect(session.projection.facts()).toMatchObject({
      cwd: '/agent',
      clientVersion: '2.0.76',
      client: 'unknown',
      prompts: 0,
    });
  });

  it('[TR20] names the session that a copied history came from', () => {
    const facts = factsOf([user('old', { sessionId: 'other' }), user('new')]);
    expect(facts.forkedFrom).toBe('other');
    const session = replay([user('new')]);
    session.projection.applyForkedFrom(SESSION);
    expect(session.projection.facts().forkedFrom).toBeNull();
    session.projection.applyForkedFrom('parent');
    expect(session.projection.facts().forkedFrom).toBe('parent');
  });

  it('[TR18] measures the context by the newest answer, and empties it at a compaction', () => {
    const boundary = record('system', { subtype: 'compact_boundary', content: 'Conversation compacted' });
    const meta = {
      id: 'm',
      usage: {
        input_tokens: 5,
        cache_read_input_tokens: 100,
        cache_creation_input_tokens: 1000,
        output_tokens: 9,
      },
    };
    expect(factsOf([text('a'), text('b', { message: meta })])).toMatchObject({
      contextTokens: 1105,
      contextWindow: 200_000,
    });
    expect(factsOf([text('a'), boundary]).contextTokens).toBe(0);
    expect(factsOf([text('a'), boundary, text('b')]).contextTokens).toBe(80);
    const synthetic = text('err', { message: { model: '<synthetic>', usage: { input_tokens: 0 } } });
    expect(factsOf([text('a'), synthetic])).toMatchObject({
      contextTokens: 80,
      model: 'claude-sonnet-4-5-20250929',
    });
    const large = { usage: { input_tokens: 300_000, output_tokens: 9 } };
    expect(factsOf([text('a', { message: large })]).contextWindow).toBe(1_000_000);
  });

  it('[TR26] says when output was lost on disk', () => {
    const start = (id: string) => ({ id, stop_reason: null, usage: { output_tokens: 2 } });
    const final = (id: string) => ({ id, usage: { output_tokens: 300 } });
    expect(
      factsOf([text('a', { message: start('m1') }), text('b', { message: final('m1') }), text('c')])
        .usageIsLowerBound,
    ).toBe(false);
    expect(
      factsOf([text('a', { message: start('m1') }), text('b', { message: start('m1') }), text('c')])
        .usageIsLowerBound,
    ).toBe(true);
    expect(factsOf([text('c'), text('a', { message: start('m1') })]).usageIsLowerBound).toBe(true);
  });

  it('[TR9] dates a record without a time by the one before it', () => {
    const session = replay([user('one', { timestamp: second(5) }), { type: 'odd' }, 'garbage']);
    expect(session.entries.map((entry) => entry.at)).toEqual([1, 1, 1].map(() => Date.parse(second(5))));
  });

  it('[TR6] moves an entry’s parent up over records without an entry', () => {
    const prompt = user('one');
    const skipped = Array.from({ length: 3 }, () => nextUuid());
    const chain = skipped.map((uuid, index) =>
      record('attachment', {
        uuid,
        parentUuid: index === 0 ? prompt.uuid : skipped[index - 1],
        attachment: { type: 'date' },
      }),
    );
    const session = replay([prompt, ...chain, text('two', { parentUuid: skipped[2] })]);
    expect(session.entries[1]?.parentUuid).toBe(prompt.uuid);
  });
});

describe('turn', () => {
  const isOpen = (...records: unknown[]) => factsOf(records).isTurnOpen;

  it('[TR17] is open while the client will go on by itself', () => {
    expect(isOpen(user('go'))).toBe(true);
    expect(isOpen(user('go'), text('thinking of it', { message: { stop_reason: 'tool_use' } }))).toBe(true);
    expect(isOpen(user('go'), call('t', 'Bash', {}))).toBe(true);
    expect(isOpen(user('go'), call('t', 'Bash', {}), answer('t', 'x'))).toBe(true);
    expect(
      isOpen(text('done'), user('<task-notification><status>completed</status></task-notification>')),
    ).toBe(true);
    expect(isOpen(text('done'), record('system', { subtype: 'api_error', error: {} }))).toBe(true);
    expect(isOpen(text('done'), text('cut', { message: { stop_reason: 'max_tokens' } }))).toBe(true);
  });

  it('[TR17] is closed by a last word, an end-of-turn record, an interruption or a final error', () => {
    expect(isOpen()).toBe(false);
    expect(isOpen(user('go'), text('done'))).toBe(false);
    expect(isOpen(user('go'), text('done', { message: { stop_reason: null } }))).toBe(false);
    expect(isOpen(user('go'), text('no', { message: { stop_reason: 'refusal' } }))).toBe(false);
    expect(isOpen(user('go'), record('system', { subtype: 'turn_duration' }))).toBe(false);
    expect(isOpen(user('go'), record('system', { subtype: 'stop_hook_summary' }))).toBe(false);
    expect(isOpen(user('go'), user('[Request interrupted by user]'))).toBe(false);
    expect(
      isOpen(user('go'), text('failed', { isApiErrorMessage: true, message: { model: '<synthetic>' } })),
    ).toBe(false);
  });

  it('[TR17] is opened by what a slash command expands to, not by local commands', () => {
    const command = user('<command-name>/review</command-name>');
    expect(isOpen(text('done'), command)).toBe(false);
    expect(
      isOpen(text('done'), command, user('Review the diff.', { isMeta: true, parentUuid: command.uuid })),
    ).toBe(true);
    // A goal says that it is set before it is worked on.
    const output = user('<local-command-stdout>Goal set</local-command-stdout>', {
      parentUuid: command.uuid,
    });
    const meant = (parentUuid: unknown, words: string) => user(words, { isMeta: true, parentUuid });
    expect(isOpen(text('done'), command, output)).toBe(false);
    expect(isOpen(text('done'), command, output, meant(output.uuid, 'Work toward it.'))).toBe(true);
    expect(isOpen(text('done'), command, output, meant(output.uuid, 'Caveat: local commands'))).toBe(false);
    expect(isOpen(text('done'), user('Caveat: local commands follow', { isMeta: true }), command)).toBe(
      false,
    );
  });

  it('[TR17] stays closed when the prompt is written after the answer to it', () => {
    expect(isOpen(text('done', { timestamp: second(11) }), user('go', { timestamp: second(10) }))).toBe(
      false,
    );
    // A day back is not an inversion but a clock that was set.
    expect(isOpen(text('done', { timestamp: second(100_000) }), user('go', { timestamp: second(10) }))).toBe(
      true,
    );
  });

  it('[TR17] does not follow sub-agents', () => {
    const session = replay([user('go'), text('done')]);
    for (const step of steps([user('look')], 'a1')) session.apply(step);
    expect(session.projection.facts()).toMatchObject({ isTurnOpen: false, prompts: 1 });
  });
});

describe('keeping', () => {
  it('[TR30] changes nothing for a repeat', () => {
    const records = [
      user('go'),
      call('t', 'Bash', { command: 'ls' }),
      answer('t', 'x'),
      text('done'),
      'garbage',
      { type: 'odd' },
    ];
    const session = replay(records);
    const before = session.projection.save();
    const kept = JSON.stringify(before);
    for (const value of records) {
      const effect = session.projection.applyLine(lineOf(value), { agentId: null }, () => null);
      expect(effect.entry).toBeNull();
    }
    expect(JSON.stringify(session.projection.save())).toBe(kept);
    expect(session.projection.takeToolCalls()).toEqual([]);
  });

  it('[TR29] refuses what another version saved', () => {
    expect(() => restoreSessionProjection({ version: 0, sessionId: SESSION })).toThrow(TypeError);
    expect(() => restoreSessionProjection(null)).toThrow(TypeError);
  });

  it('[TR29] stays small whatever a file holds', () => {
    const session = new ReplayedSession(SESSION);
    for (let index = 0; index < 5000; index += 1) {
      const id = `toolu_${index}`;
      for (const step of steps([
        call(id, `Tool${index}`, { command: 'x'.repeat(500) }),
        answer(`lost_${index}`, 'nobody asked'),
        record('attachment', { attachment: { type: 'date' } }),
        { type: 'summary', summary: 'y'.repeat(5000), leafUuid: nextUuid() },
        user('side', { isSidechain: true }),
        record('queue-operation', {
          operation: 'enqueue',
          content: `<task-notification><task-id>b${index}</task-id><status>completed</status></task-notification>`,
        }),
      ])) {
        session.apply(step);
      }
    }
    expect(JSON.stringify(session.projection.save()).length).toBeLessThan(4_000_000);
    expect(Object.keys(session.projection.agents()[0]?.tools ?? {}).length).toBeLessThanOrEqual(201);
  });

  it('[TR28] counts burn in buckets of 37.5 seconds, the newest 24', () => {
    const { projection } = new ReplayedSession(SESSION);
    const usage = (input: number) => ({
      input,
      output: 1,
      cacheRead: 1_000_000,
      cacheWrite: 10,
      costMicros: 7,
    });
    for (let bucket = 0; bucket < 40; bucket += 1) projection.addUsage(null, usage(bucket), bucket * 37_500);
    projection.addUsage('a1', usage(5), 39 * 37_500);
    projection.addUsage('a1', usage(5), null);
    const { burn } = projection.facts();
    expect(burn.length).toBe(24);
    expect(burn[0]).toEqual([16, 27]);
    expect(burn.at(-1)).toEqual([39, 66]);
    expect(projection.agents()[0]?.usage).toMatchObject({
      input: 780,
      output: 40,
      cacheWrite: 400,
      costMicros: 280,
    });
  });
});
