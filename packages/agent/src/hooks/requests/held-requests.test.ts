import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { decisionOf, HeldWorld, root, sessionId } from '../../test/held-world.ts';

/** As 2.1.330 sent them; ids and folders replaced. */
const recorded: Record<string, unknown>[] = readFileSync(
  new URL('fixtures/requests-2.1.330.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

let world: HeldWorld;

beforeEach(() => {
  world = new HeldWorld();
});

describe('answering', () => {
  it('[HK30] tells the hub of a request, with secrets taken out, and gives the client the answer in its own format', () => {
    const { id, call } = world.ask({
      tool_input: { command: 'login --password hunter2' },
      agent_id: 'a1',
      agent_type: 'Explore',
    });
    expect(world.told[0]?.open[0]).toMatchObject({
      root,
      sessionId,
      agentId: 'a1',
      agentType: 'Explore',
      tool: 'Bash',
      input: '{"command":"login --password *******"}',
      at: 1_800_000_000_000,
    });
    expect(call.replied).toBeNull();
    expect(world.allow(id)).toMatchObject({ outcome: 'done' });
    expect(call.replied).toEqual({
      hookSpecificOutput: { hookEventName: 'PermissionRequest', decision: { behavior: 'allow' } },
    });
    expect(world.closed()).toEqual([{ id, why: 'answered' }]);
  });

  it('[HK30] tells Claude why something was denied', () => {
    const { id, call } = world.ask();
    world.held.decide({
      name: 'decidePermission',
      requestId: id,
      decision: { behavior: 'deny', message: 'Not on Friday' },
    });
    expect(decisionOf(call)).toEqual({ behavior: 'deny', message: 'Not on Friday' });
  });

  it('[HK31] lets the first answer count', () => {
    const { id, call } = world.ask();
    expect(world.allow(id).outcome).toBe('done');
    const second = world.held.decide({
      name: 'decidePermission',
      requestId: id,
      decision: { behavior: 'deny', message: 'no' },
    });
    expect(second).toEqual({ outcome: 'stale', message: 'Somebody has answered this request already.' });
    expect(decisionOf(call)).toEqual({ behavior: 'allow' });
    expect(world.allow('never-was')).toMatchObject({ outcome: 'stale' });
  });

  it('[HK32] puts the offers of a real client in words, and gives back exactly what was chosen', () => {
    const words = recorded.map((body) => {
      const { id } = world.ask(body);
      const request = world.held.open.find((open) => open.id === id);
      return [request?.tool, ...(request?.suggestions ?? [])];
    });
    expect(words).toEqual([
      ['Bash', 'Bash(npm run *) in this project'],
      ['Write', 'Accept all edits for this session'],
      ['Bash', 'Bash(mkdir -p /tmp/outside) and Bash(touch /tmp/outside/b) in this project'],
      ['WebFetch', 'WebFetch(domain:127.0.0.1) in this project'],
      ['Read', 'Read(//etc/**) for this session'],
      ['AskUserQuestion'],
      ['ExitPlanMode'],
    ]);
    const { id, call } = world.ask(recorded[2]);
    expect(world.allow(id, { alwaysAllow: [0] })).toMatchObject({ outcome: 'done' });
    expect(decisionOf(call)).toEqual({
      behavior: 'allow',
      updatedPermissions: recorded[2]?.permission_suggestions,
    });
  });

  it('[HK32] does not offer what it has no words for, nor an end to all asking, and keeps indexes right', () => {
    const known = { type: 'addDirectories', directories: ['/srv'], destination: 'session' };
    const { id, call } = world.ask({
      permission_suggestions: [
        { type: 'setMode', mode: 'bypassPermissions', destination: 'session' },
        { type: 'somethingNew' },
        7,
        { type: 'addRules', behavior: 'allow', rules: [{ toolName: 'x'.repeat(600) }] },
        // Where it would hold cannot be said: then it is no word of the person's either.
        { type: 'addRules', behavior: 'allow', rules: [{ toolName: 'Bash' }], destination: 'everyone' },
        { type: 'addRules', behavior: 'allow', rules: [{ toolName: 'Bash' }] },
        known,
      ],
    });
    expect(world.held.open[0]?.suggestions).toEqual(['Work in /srv for this session']);
    expect(world.allow(id, { alwaysAllow: [1] })).toMatchObject({ outcome: 'refused' });
    expect(call.replied).toBeNull();
    expect(world.allow(id, { alwaysAllow: [0, 0] })).toMatchObject({ outcome: 'done' });
    expect(decisionOf(call)).toEqual({ behavior: 'allow', updatedPermissions: [known] });
  });

  it('[HK33] answers questions in the input that the client sent, by the text that the page shows', () => {
    const question = { question: 'Use hunter2?', options: [{ label: 'Yes' }, { label: 'No' }] };
    const { id, call } = world.ask({
      tool_name: 'AskUserQuestion',
      tool_input: { questions: [question], x: 1 },
    });
    expect(world.allow(id)).toMatchObject({
      outcome: 'refused',
      message: expect.stringMatching(/needs an answer/),
    });
    expect(world.allow(id, { answers: { 'Use *******?': 'No', other: 'x' } })).toMatchObject({
      outcome: 'refused',
    });
    expect(world.allow(id, { answers: { 'Use *******?': 'No' } })).toMatchObject({ outcome: 'done' });
    expect(decisionOf(call)).toEqual({
      behavior: 'allow',
      updatedInput: { questions: [question], x: 1, answers: { 'Use hunter2?': 'No' } },
    });
  });

  it('[HK33] sends a plan back with its approval, and takes answers for questions only', () => {
    const { id, call } = world.ask({ tool_name: 'ExitPlanMode', tool_input: { plan: '# Plan' } });
    expect(world.allow(id, { answers: { a: 'b' } })).toMatchObject({ outcome: 'refused' });
    expect(world.allow(id)).toMatchObject({ outcome: 'done' });
    expect(decisionOf(call)).toEqual({ behavior: 'allow', updatedInput: { plan: '# Plan' } });
  });

  it('[HK34] sends an input over the limit empty, and can still be answered', () => {
    const { id } = world.ask({ tool_input: { content: 'x'.repeat(200_000) } });
    expect(world.held.open[0]?.input).toBe('');
    expect(world.allow(id)).toMatchObject({ outcome: 'done' });
  });
});
