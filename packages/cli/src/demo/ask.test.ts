import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTestLife, type TestLife } from '../test/demo-life.ts';
import type { Role } from './fleet-plan.ts';
import { type Player, playLive } from './play-live.ts';

/** A request that the receiver holds. */
interface Held {
  payload: Record<string, unknown>;
  authorization: string | undefined;
  response: ServerResponse;
}

let root: string;
let server: Server;
let players: Player[];
let nextHeld: () => Promise<Held>;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'orrery-ask-'));
  players = [];
  const arrived: Held[] = [];
  let wake: () => void = () => undefined;
  server = createServer((request, response) => {
    void readBody(request).then((payload) => {
      arrived.push({ payload, authorization: request.headers.authorization, response });
      wake();
    });
  });
  nextHeld = async () => {
    for (;;) {
      const held = arrived.shift();
      if (held !== undefined) return held;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const handler = {
    type: 'http',
    url: `http://127.0.0.1:${port}/hook`,
    headers: { Authorization: 'Bearer t' },
  };
  const settings = { hooks: { PermissionRequest: [{ matcher: '*', hooks: [handler] }] } };
  writeFileSync(join(root, 'settings.json'), JSON.stringify(settings));
});

afterEach(async () => {
  for (const player of players) player.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(root, { recursive: true });
});

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const part of request) text += part;
  return JSON.parse(text);
}

function play(role: Role): TestLife & { player: Player } {
  const test = createTestLife(role, Date.now(), root);
  const { life, script } = test;
  const player = {
    life,
    script,
    firstPause: test.finishPast(),
    flush: () => undefined,
    stop: () => undefined,
  };
  players.push(player);
  playLive(player);
  return { ...test, player };
}

function reply({ response }: Held, decision: object | null): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const output = { hookEventName: 'PermissionRequest', decision };
  response.end(JSON.stringify(decision === null ? {} : { hookSpecificOutput: output }));
}

const lastResult = (lines: string[]): string =>
  lines.findLast((line) => line.includes('"tool_result"')) ?? '';

test("a sub-agent's request is sent as the client does, and goes on at once when it is allowed for ever", async () => {
  const { life, lines, registry } = play('teamPermission');
  const held = await nextHeld();
  expect(held.authorization).toBe('Bearer t');
  expect(held.payload).toMatchObject({
    session_id: life.session().id,
    transcript_path: join(root, life.session().path),
    hook_event_name: 'PermissionRequest',
    agent_id: expect.any(String),
    agent_type: 'test-runner',
    tool_name: 'Bash',
    tool_input: { command: expect.stringMatching(/^pnpm prisma migrate deploy/) },
    permission_suggestions: [{ type: 'addRules', behavior: 'allow' }],
  });
  await vi.waitFor(() => expect(registry()).toMatchObject({ status: 'waiting' }));
  reply(held, { behavior: 'allow', updatedPermissions: held.payload.permission_suggestions });
  await vi.waitFor(() => expect(registry()).toMatchObject({ status: 'busy' }));
  expect(lines.some((line) => line.includes('Applied 0042_webhook_event.'))).toBe(true);
  expect([...life.allowed]).toEqual(['pnpm prisma migrate deploy *']);
});

test('a refused plan is an error with the reason, and Claude goes on in words', async () => {
  const { lines, script, registry } = play('plan');
  reply(await nextHeld(), { behavior: 'deny', message: 'Not in this quarter.' });
  await vi.waitFor(() => expect(registry()).toMatchObject({ status: 'busy' }));
  expect(lastResult(lines)).toContain('"content":"Not in this quarter.","is_error":true');
  expect(lastResult(lines)).toContain('"toolDenialKind":"permission-rule"');
  script.next();
  expect(lines.at(-1)).toContain('"tool_use"');
  expect(lines.some((line) => line.includes('I think the plan over again'))).toBe(true);
});

test('the chosen answer to a question is in its result', async () => {
  const { lines, registry } = play('question');
  const { payload, response, authorization } = await nextHeld();
  const answers = { 'Which tenants should move to roles first?': 'Pilot' };
  const updatedInput = { ...(payload.tool_input as object), answers };
  reply({ payload, response, authorization }, { behavior: 'allow', updatedInput });
  await vi.waitFor(() => expect(registry()).toMatchObject({ status: 'busy' }));
  expect(lastResult(lines)).toContain(JSON.stringify(answers));
});

test('a receiver that decides nothing leaves the session waiting at its keyboard', async () => {
  const { lines, registry, script } = play('plan');
  reply(await nextHeld(), null);
  await vi.waitFor(() => expect(registry()).toMatchObject({ status: 'waiting' }));
  expect(lines.at(-1)).toContain('ExitPlanMode');
  // Its time is over: somebody there has answered.
  script.next();
  expect(lastResult(lines)).toContain('User has approved your plan');
});

test('a session hangs up when its time is over, and when the demo ends', async () => {
  const [first, second] = [play('question'), play('plan')];
  const gone = [await nextHeld(), await nextHeld()].map(
    ({ response }) => new Promise((resolve) => response.on('close', () => resolve(response.writableEnded))),
  );
  first.script.next();
  second.player.stop();
  expect(await Promise.all(gone)).toEqual([false, false]);
});
