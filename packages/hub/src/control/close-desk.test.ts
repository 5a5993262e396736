import type { CloseView, CommandResult, SessionDetail } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { createFakeArchive } from '../test/fake-archive.ts';
import { createFakeTime } from '../test/fake-time.ts';
import type { Actor } from './actor.ts';
import type { AgentCommands } from './agent-commands.ts';
import { createCloseDesk } from './close-desk.ts';
import { commandError } from './command-words.ts';

const ANA: Actor = { name: 'Ana', kind: 'person', why: '', address: null };
const BO: Actor = { name: 'Bo', kind: 'person', why: '', address: null };

function createWorld(session: Partial<SessionDetail> = {}) {
  const time = createFakeTime();
  const archive = createFakeArchive();
  archive.putSession({ id: 's1', hostId: 'h1', pid: 42, ...session });
  const sent: { command: unknown; done: PromiseWithResolvers<CommandResult> }[] = [];
  const outcomes: [string, string, string][] = [];
  const linked = new Set(['h1']);
  const commands: AgentCommands = {
    join: () => undefined,
    leave: () => undefined,
    settle: () => undefined,
    isLinked: (hostId) => linked.has(hostId),
    hostName: async () => 'studio-01',
    check: async () => undefined,
    send: (hostId, command) => {
      if (!linked.has(hostId)) return Promise.reject(commandError('notLinked', command, 'studio-01'));
      const done = Promise.withResolvers<CommandResult>();
      sent.push({ command, done });
      return done.promise;
    },
  };
  let ids = 0;
  const desk = createCloseDesk({
    archive,
    commands,
    audit: {
      begin:
        ({ action }) =>
        (outcome, message) =>
          void outcomes.push([action, outcome, message]),
      page: () => ({ items: [], nextBefore: null }),
      close: () => undefined,
    },
    clock: time,
    newId: () => `close${++ids}`,
    schedule: time.schedule,
  });
  const told: CloseView['state'][][] = [];
  desk.onChange(() => told.push(closes().map(({ state }) => state)));
  const closes = (): CloseView[] => {
    const message = desk.message();
    return message.type === 'closes' ? message.closes : [];
  };
  const answer = async (outcome: CommandResult['outcome'], message: string) => {
    sent.at(-1)?.done.resolve({ type: 'commandResult', id: 'c', outcome, message });
    await settle();
  };
  return { time, archive, sent, outcomes, linked, desk, told, closes, answer };
}

/** Lets promises that are ready go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('close desk', () => {
  it('[CT6] does nothing before its time to undo is over, then stops the process that was seen', async () => {
    const { time, desk, sent, closes, told, answer, archive, outcomes } = createWorld({ id: 'uuid~h1' });
    const view = await desk.request('uuid~h1', 6_000, ANA);
    expect(view).toMatchObject({ state: 'pending', by: 'Ana', stopsAt: time.now() + 6_000 });
    time.pass(5_999);
    await settle();
    expect(sent).toEqual([]);
    // The pid counts that the person saw.
    archive.putSession({ id: 'uuid~h1', pid: 43 });
    time.pass(1);
    await settle();
    expect(sent).toMatchObject([
      { command: { name: 'closeSession', sessionId: 'uuid', pid: 42, graceMs: 5_000 } },
    ]);
    expect(closes()).toMatchObject([{ state: 'stopping' }]);
    await answer('done', 'Ended after 0.2 s.');
    expect(closes()).toMatchObject([{ state: 'done', message: 'Ended after 0.2 s.' }]);
    expect(outcomes).toEqual([['close', 'done', 'Ended after 0.2 s.']]);
    time.pass(10_000);
    expect(desk.isEmpty()).toBe(true);
    expect(told).toEqual([['pending'], ['stopping'], ['done'], []]);
    expect(time.timers).toBe(0);
  });

  it('[CT6] has one close a session at a time, also when two people ask at once', async () => {
    const { desk, closes, time, sent, answer } = createWorld();
    const [first, second] = await Promise.all([desk.request('s1', 100, ANA), desk.request('s1', 9_000, BO)]);
    expect(second).toBe(first);
    expect(await desk.request('s1', 9_000, BO)).toBe(first);
    time.pass(100);
    await settle();
    expect(await desk.request('s1', 0, BO)).toMatchObject({ id: first.id, state: 'stopping' });
    await answer('failed', 'It does not end.');
    expect(await desk.request('s1', 0, BO)).toMatchObject({ state: 'pending', by: 'Bo' });
    expect(closes()).toHaveLength(1);
    expect(sent).toHaveLength(1);
  });

  it('[CT8] is undone while it is pending, and says when it is too late', async () => {
    const { desk, time, sent, closes, outcomes, answer } = createWorld();
    expect(() => desk.undo('s1', ANA)).toThrow(/nothing to undo/);
    await desk.request('s1', 6_000, ANA);
    expect(desk.undo('s1', BO)).toMatchObject({
      state: 'undone',
      message: 'Undone by Bo. Nothing was closed.',
    });
    expect(desk.undo('s1', BO)).toMatchObject({ state: 'undone' });
    time.pass(6_000);
    await settle();
    expect(sent).toEqual([]);
    expect(closes()).toMatchObject([{ state: 'undone' }]);
    expect(outcomes).toEqual([
      ['close', 'refused', 'Undone by Bo. Nothing was closed.'],
      ['undoClose', 'done', ''],
    ]);
    await desk.request('s1', 0, ANA);
    time.pass(0);
    await settle();
    expect(() => desk.undo('s1', BO)).toThrow(/being stopped/);
    await answer('done', 'Ended.');
    expect(() => desk.undo('s1', BO)).toThrow(/has ended/);
  });

  it('[CT8] is called off when the hub stops', async () => {
    const { desk, time, sent, outcomes } = createWorld();
    await desk.request('s1', 6_000, ANA);
    desk.close();
    time.pass(60_000);
    await settle();
    expect([sent, time.timers]).toEqual([[], 0]);
    expect(outcomes).toEqual([['close', 'refused', expect.stringMatching(/hub stopped/)]]);
  });

  it('[CT8] begins nothing that was asked for while the hub stops, and sends nothing any more', async () => {
    const { time, desk, sent, closes } = createWorld();
    const asked = desk.request('s1', 0, ANA);
    desk.close();
    await expect(asked).rejects.toMatchObject({ kind: 'unavailable' });
    expect([time.timers, closes()]).toEqual([0, []]);

    const other = createWorld();
    await other.desk.request('s1', 1_000, ANA);
    other.time.pass(1_000);
    // It is due, and the archive is read before anything is sent.
    other.desk.close();
    await settle();
    expect(other.sent).toEqual([]);
    expect(other.outcomes).toEqual([['close', 'failed', 'The hub stopped. Nothing was closed.']]);
    expect(sent).toEqual([]);
  });

  it('[CT7] is refused where nothing runs or nobody can be asked', async () => {
    const refused = async (session: Partial<SessionDetail>, isLinked = true) => {
      const { desk, linked } = createWorld(session);
      if (!isLinked) linked.clear();
      const error: unknown = await desk.request('s1', 0, ANA).catch((reason: unknown) => reason);
      return error instanceof Error ? error.message : '';
    };
    for (const state of ['ended', 'crashed'] as const) {
      expect(await refused({ state })).toBe('It has ended already.');
    }
    expect(await refused({ state: 'unreachable' })).toBe('studio-01 is not connected. Nothing was closed.');
    expect(await refused({}, false)).toBe('studio-01 is not connected. Nothing was closed.');
    expect(await refused({ state: 'unknown', pid: null })).toMatch(/No process/);
    const { desk } = createWorld();
    await expect(desk.request('none', 0, ANA)).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('[CT9] is done without a command when the session ended by itself', async () => {
    const { desk, time, sent, closes, archive } = createWorld();
    await desk.request('s1', 1_000, ANA);
    archive.putSession({ id: 's1', state: 'ended', pid: null });
    time.pass(1_000);
    await settle();
    expect(sent).toEqual([]);
    expect(closes()).toMatchObject([{ state: 'done', message: 'It ended by itself.' }]);
  });

  it('[CT9] says what did not happen when the agent refuses, is gone or does not answer', async () => {
    const world = createWorld();
    const fail = async (how: () => unknown) => {
      await world.desk.request('s1', 0, ANA);
      world.time.pass(0);
      await settle();
      await how();
      await settle();
      return world.closes()[0];
    };
    const refusal = 'Another process has this number now. Nothing was killed.';
    expect(await fail(() => world.answer('refused', refusal))).toMatchObject({
      ...{ state: 'failed', message: refusal },
    });
    const lost = commandError(
      'lost',
      { name: 'closeSession', sessionId: '', pid: 1, graceMs: 0 },
      'studio-01',
    );
    expect(await fail(() => world.sent.at(-1)?.done.reject(lost))).toMatchObject({
      ...{
        state: 'failed',
        message: expect.stringMatching(/^studio-01 did not answer\. Look at the session/),
      },
    });
    await world.desk.request('s1', 500, ANA);
    world.linked.clear();
    world.time.pass(500);
    await settle();
    expect(world.closes()).toMatchObject([{ message: 'studio-01 is not connected. Nothing was closed.' }]);
    world.linked.add('h1');
    expect(await fail(() => world.answer('stale', ''))).toMatchObject({
      ...{ state: 'done', message: 'It had ended already.' },
    });
  });
});
