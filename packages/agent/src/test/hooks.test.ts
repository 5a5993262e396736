import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { CommandResult, HeldRequest, HookReport, PermissionRequests } from '@orrery/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installHooks, uninstallHooks } from '../hooks/installer.ts';
import { lookAtHooks } from '../hooks/read-hooks-status.ts';
import { hookAddressOf, type SentHook, sendHook } from './hook-client.ts';
import { World } from './world.ts';

const sessionId = '0b0c1d2e-0000-4000-8000-000000000001';

let world: World;

beforeEach(async () => {
  world = await World.create();
});

afterEach(() => world.close());

const settingsPath = (): string => join(world.root, 'settings.json');
const stateDir = (): string => join(world.dir, 'state');

async function install(): Promise<void> {
  await installHooks({ stateDir: stateDir(), roots: [world.root], nowMs: Date.now() });
}

function hook(event: string, changes: Record<string, unknown> = {}): SentHook {
  return sendHook(hookAddressOf(readFileSync(settingsPath(), 'utf8')), {
    session_id: sessionId,
    transcript_path: join(world.root, `projects/-p/${sessionId}.jsonl`),
    hook_event_name: event,
    ...changes,
  });
}

const ask = (command = 'npm test'): SentHook =>
  hook('PermissionRequest', { tool_name: 'Bash', tool_input: { command } });

const requests = (): PermissionRequests[] =>
  world.hub.controls.flatMap((message) => (message.type === 'permissionRequests' ? [message] : []));
const opened = (): HeldRequest[] => requests().flatMap(({ open }) => open);
const closed = (): PermissionRequests['closed'] => requests().flatMap((message) => message.closed);
const results = (): CommandResult[] =>
  world.hub.controls.flatMap((message) => (message.type === 'commandResult' ? [message] : []));
const reports = (): HookReport[] =>
  world.hub.controls.flatMap((message) => (message.type === 'hookReports' ? message.reports : []));
const hooksState = (): string | undefined => world.hub.statuses.at(-1)?.hooks?.state;

async function startWithHooks(): Promise<void> {
  await install();
  world.startAgent();
  await world.until(() => hooksState() === 'installed');
}

async function decide(
  id: string,
  decision: unknown,
  commandId = `c-${id}`,
): Promise<CommandResult | undefined> {
  world.hub.sendCommand(commandId, { name: 'decidePermission', requestId: id, decision });
  await world.until(() => results().some((result) => result.id === commandId));
  return results().find((result) => result.id === commandId);
}

const allow = { behavior: 'allow', alwaysAllow: [] };

describe('an agent with hooks', () => {
  it('[HK30] takes a request to the hub and the answer back to the client', async () => {
    await startWithHooks();
    const sent = ask();
    await world.until(() => opened().length === 1);
    expect(sent.isAnswered()).toBe(false);
    const [request] = opened();
    expect(request).toMatchObject({
      root: world.root,
      sessionId,
      tool: 'Bash',
      input: '{"command":"npm test"}',
    });
    expect(await decide(request?.id ?? '', allow)).toMatchObject({ outcome: 'done', message: 'Allowed.' });
    expect(await sent.answer).toEqual({
      status: 200,
      body: { hookSpecificOutput: { hookEventName: 'PermissionRequest', decision: { behavior: 'allow' } } },
    });
    await world.until(() => closed().length === 1);
    await world.until(() => reports().at(-1)?.status === 'busy');
    expect(await decide(request?.id ?? '', allow, 'second')).toMatchObject({ outcome: 'stale' });
  });

  it('[HK38] tells the hub when the client hangs up, and answers a decision that comes too late with stale', async () => {
    await startWithHooks();
    const sent = ask();
    await world.until(() => opened().length === 1);
    sent.hangUp();
    await world.until(() => closed().length === 1);
    const [{ id, why } = { id: '', why: '' }] = closed();
    expect(why).toBe('gone');
    expect(await decide(id, allow)).toMatchObject({ outcome: 'stale' });
  });

  it('[HK37] lets a request go when the registry says that it was answered at the keyboard', async () => {
    await install();
    const entry = { pid: 7414, sessionId, procStart: '1', status: 'waiting', entrypoint: 'cli' };
    const path = join(world.root, 'sessions', '7414.json');
    mkdirSync(join(world.root, 'sessions'));
    writeFileSync(path, JSON.stringify(entry));
    world.startAgent({ processTable: { startTimeOf: () => '1', pidNamespace: null } });
    await world.until(() => hooksState() === 'installed' && world.hub.live.length > 0);
    const first = ask();
    await world.until(() => opened().length === 1);
    writeFileSync(path, JSON.stringify({ ...entry, status: 'busy' }));
    expect(await first.answer).toEqual({ status: 200, body: {} });
    await world.until(() => closed().some(({ why }) => why === 'elsewhere'));
    writeFileSync(path, JSON.stringify(entry));
    const second = ask();
    await world.until(() => opened().length === 2);
    unlinkSync(path);
    expect(await second.answer).toEqual({ status: 200, body: {} });
    await world.until(() => closed().some(({ why }) => why === 'gone'));
  });

  it('[HK43] tells all that is held, and all states, to a hub that comes back', async () => {
    await startWithHooks();
    await hook('Stop').answer;
    await world.until(() => reports().length === 1);
    const sent = ask();
    await world.until(() => opened().length === 1 && reports().length === 2);
    world.hub.controls.length = 0;
    world.hub.cut();
    await world.until(() => requests().some(({ isFull, open }) => isFull && open.length === 1));
    await world.until(() => reports().some(({ status }) => status === 'waiting'));
    expect(sent.isAnswered()).toBe(false);
    await decide(opened()[0]?.id ?? '', { behavior: 'deny', message: 'no' });
    expect(await sent.answer).toMatchObject({
      body: { hookSpecificOutput: { decision: { behavior: 'deny' } } },
    });
  });

  it('[HK53] takes secrets out of the words of a notification', async () => {
    await startWithHooks();
    const token = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;
    const message = `Claude needs your permission to use curl with ${token} ${'x'.repeat(200)}`;
    await hook('Notification', { notification_type: 'permission_prompt', message }).answer;
    await world.until(() => reports().length === 1);
    expect(reports()[0]?.reason).toMatch(/^Claude needs your permission to use curl with /);
    expect(reports()[0]?.reason).not.toContain('a1B2');
  });

  it('[HK42] gives requests back to the keyboard when it ends', async () => {
    await startWithHooks();
    const sent = ask();
    await world.until(() => opened().length === 1);
    await world.stopAgents();
    expect(await sent.answer).toEqual({ status: 200, body: {} });
    await expect(hook('Stop').answer).rejects.toThrow(/ECONNREFUSED/);
  });

  it('[HK44] two people who answer at once: one counts, the client gets one answer', async () => {
    await startWithHooks();
    const sent = ask();
    await world.until(() => opened().length === 1);
    const requestId = opened()[0]?.id;
    world.hub.sendCommand('one', { name: 'decidePermission', requestId, decision: allow });
    world.hub.sendCommand('two', {
      name: 'decidePermission',
      requestId,
      decision: { behavior: 'deny', message: 'no' },
    });
    await world.until(() => results().length === 2);
    expect(results().map(({ id, outcome }) => [id, outcome])).toEqual([
      ['one', 'done'],
      ['two', 'stale'],
    ]);
    expect(await sent.answer).toMatchObject({
      body: { hookSpecificOutput: { decision: { behavior: 'allow' } } },
    });
  });

  it('[HK12] follows what the command line does to its files while it runs', async () => {
    world.startAgent();
    await world.until(() => hooksState() === 'absent');
    await install();
    await world.until(() => hooksState() === 'installed');
    expect(await hook('Stop').answer).toEqual({ status: 200, body: {} });
    const before = hookAddressOf(readFileSync(settingsPath(), 'utf8'));
    uninstallHooks({ stateDir: stateDir(), roots: [world.root] });
    await world.until(() => hooksState() === 'absent');
    await expect(sendHook(before, {}).answer).rejects.toThrow(/ECONNREFUSED/);
  });

  it('[HK13] installs and uninstalls when the hub asks, and says what it did', async () => {
    world.startAgent();
    await world.until(() => hooksState() === 'absent');
    writeFileSync(settingsPath(), '{"a":1}', { mode: 0o600 });
    world.hub.sendCommand('i', { name: 'changeHooks', action: 'install' });
    await world.until(() => results().length === 1);
    expect(results()[0]).toMatchObject({
      id: 'i',
      outcome: 'done',
      message: expect.stringMatching(/Added to/),
    });
    await world.until(() => hooksState() === 'installed');
    world.hub.sendCommand('u', { name: 'changeHooks', action: 'uninstall' });
    await world.until(() => results().length === 2);
    expect(results()[1]).toMatchObject({ outcome: 'done', message: expect.stringMatching(/byte for byte/) });
    expect(readFileSync(settingsPath(), 'utf8')).toBe('{"a":1}');
    writeFileSync(settingsPath(), '{"a":');
    world.hub.sendCommand('b', { name: 'changeHooks', action: 'install' });
    await world.until(() => results().length === 3);
    expect(results()[2]).toMatchObject({
      outcome: 'refused',
      message: expect.stringMatching(/not valid JSON/),
    });
  });

  /** Whoever takes the port while the agent is away: it keeps every token that it is sent. */
  async function squat(port: number): Promise<{ tokens: string[]; close(): Promise<void> }> {
    const tokens: string[] = [];
    const server = createServer((request, response) => {
      tokens.push(request.headers.authorization ?? '');
      response.end('{"hookSpecificOutput":{"decision":{"behavior":"allow"}}}');
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const close = async (): Promise<void> => {
      await new Promise((resolve) => server.close(resolve));
    };
    return { tokens, close };
  }
  const address = () => hookAddressOf(readFileSync(settingsPath(), 'utf8'));
  const problems = (): string => world.hub.statuses.at(-1)?.problems.join(' ') ?? '';

  it('[HK27] leaves a port that somebody else has taken, with a new token in the settings at once, and says so', async () => {
    await install();
    const before = address();
    const other = await squat(before.port);
    world.startAgent();
    await world.until(() => hooksState() === 'installed' && /moved its hooks/.test(problems()));
    const after = address();
    expect(after.port).not.toBe(before.port);
    expect(problems()).toContain(
      `Another program listens on port ${before.port}, where Claude Code sends its hooks. It could read and answer them. Orrery moved its hooks to port ${after.port}.`,
    );
    expect(await hook('Stop').answer).toEqual({ status: 200, body: {} });
    const forged = { ...after, headers: before.headers };
    expect((await sendHook(forged, { session_id: sessionId, hook_event_name: 'Stop' }).answer).status).toBe(
      401,
    );
    expect(other.tokens.filter((token) => token === after.headers.Authorization)).toEqual([]);
    await other.close();
    uninstallHooks({ stateDir: stateDir(), roots: [world.root] });
    expect(existsSync(settingsPath())).toBe(false);
  });

  it('[HK27] says what to do where the settings cannot be written, and moves them as soon as they can', async () => {
    writeFileSync(settingsPath(), '{"a":1}', { mode: 0o600 });
    await install();
    const before = address();
    const other = await squat(before.port);
    chmodSync(settingsPath(), 0o400);
    world.startAgent();
    await world.until(() => hooksState() === 'broken' && /that did not work/.test(problems()));
    expect(problems()).toMatch(
      /settings\.json is read-only.*close its sessions there, and take the hooks out/,
    );
    expect(address()).toEqual(before);
    chmodSync(settingsPath(), 0o600);
    await world.until(() => hooksState() === 'installed');
    expect(problems()).not.toContain('that did not work');
    expect(address().port).not.toBe(before.port);
    expect(address().headers).not.toEqual(before.headers);
    await other.close();
  });

  it('[HK27] every start has a fresh token: what was sent elsewhere while the agent was away is worth nothing', async () => {
    await startWithHooks();
    const before = address();
    await world.stopAgents();
    const other = await squat(before.port);
    await hook('Stop').answer.catch(() => undefined);
    await other.close();
    expect(other.tokens).toEqual([before.headers.Authorization]);
    world.startAgent();
    await world.until(() => address().headers.Authorization !== before.headers.Authorization);
    await world.until(() => hooksState() === 'installed');
    expect(address().port).toBe(before.port);
    expect((await sendHook(before, {}).answer).status).toBe(401);
    expect(await hook('Stop').answer).toEqual({ status: 200, body: {} });
  });

  it('[HK28] a second agent of the same state folder takes nothing from the first, and says so', async () => {
    await startWithHooks();
    const { port } = address();
    world.startAgent();
    await world.until(() =>
      world.statuses.some(({ hooks }) => /Another agent with the state folder/.test(hooks.detail)),
    );
    expect(address().port).toBe(port);
  });

  it('[HK28] the status from outside says who listens where hooks are sent', async () => {
    await install();
    const look = () => lookAtHooks({ stateDir: stateDir(), roots: [world.root] });
    expect(await look()).toMatchObject({ state: 'installed' });
    const other = await squat(address().port);
    expect(await look()).toMatchObject({
      state: 'broken',
      detail: expect.stringMatching(/Another program listens/),
    });
    await other.close();
    world.startAgent();
    await world.until(() => hooksState() === 'installed');
    expect(await look()).toMatchObject({ state: 'installed', detail: '' });
  });

  it('[HK14] says broken when somebody takes the hooks out or damages the file, and partly for a new folder', async () => {
    await startWithHooks();
    const good = readFileSync(settingsPath());
    writeFileSync(settingsPath(), '{}');
    await world.until(() => hooksState() === 'broken');
    writeFileSync(settingsPath(), '{');
    await world.until(() => /not valid JSON/.test(world.hub.statuses.at(-1)?.hooks?.detail ?? ''));
    writeFileSync(settingsPath(), good);
    await world.until(() => hooksState() === 'installed');
    await world.stopAgents();
    mkdirSync(world.at('second'));
    world.startAgent({ roots: [world.root, world.at('second')] });
    await world.until(() => hooksState() === 'partly');
    rmSync(world.at('second'), { recursive: true });
    await world.until(() => hooksState() === 'installed');
  });

  it('[CM2] refuses a command that it does not know', async () => {
    world.startAgent();
    await world.until(() => world.hub.statuses.length > 0);
    world.hub.sendCommand('x', { name: 'rebootMachine' });
    await world.until(() => results().length === 1);
    expect(results()[0]).toMatchObject({ id: 'x', outcome: 'refused' });
  });
});
