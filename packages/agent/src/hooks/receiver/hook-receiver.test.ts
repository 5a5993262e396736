import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HookAddress, sendHook } from '../../test/hook-client.ts';
import { choosePort } from '../choose-port.ts';
import { hookPath } from '../settings/hook-entries.ts';
import type { HookPayload } from './hook-payload.ts';
import { type HookReceiver, startHookReceiver } from './hook-receiver.ts';
import { askReceiver } from './receiver-proof.ts';

const sessionId = '0b0c1d2e-0000-4000-8000-000000000001';
const stop = { session_id: sessionId, hook_event_name: 'Stop', last_assistant_message: 'secret words' };

let receiver: HookReceiver;
let address: HookAddress;
let heard: HookPayload[];
let errors: unknown[];
let states: string[];
let waitForState: (is: (problem: string) => boolean) => Promise<void>;

async function start(port: number): Promise<void> {
  heard = [];
  errors = [];
  states = [];
  const waiting = new Set<() => void>();
  waitForState = (is) =>
    new Promise((resolve) => {
      const look = (): void => {
        if (states.some(is)) resolve();
      };
      waiting.add(look);
      look();
    });
  const target = { id: 'abcdefgh1234', port, token: 't'.repeat(43) };
  address = { port, path: hookPath(target.id), headers: { Authorization: `Bearer ${target.token}` } };
  receiver = startHookReceiver({
    target,
    proofKey: 'k'.repeat(43),
    onTaken: () => undefined,
    onHook: (payload, call) => {
      heard.push(payload);
      if (payload.message === 'throw') throw new Error('broken handler');
      call.reply({ seen: payload.hook_event_name });
    },
    onState: (problem) => {
      states.push(problem);
      for (const look of waiting) look();
    },
    onError: (error) => errors.push(error),
  });
}

beforeEach(async () => {
  await start(await choosePort());
  await waitForState((problem) => problem === '');
});

afterEach(() => receiver.close());

describe('the receiver of hooks', () => {
  it('[HK20] takes a hook with the right token, and only what is used of it', async () => {
    expect(await sendHook(address, stop).answer).toEqual({ status: 200, body: { seen: 'Stop' } });
    expect(heard).toHaveLength(1);
    expect(JSON.stringify(heard)).not.toContain('secret words');
  });

  it.each<[string, Partial<HookAddress>, number]>([
    ['a wrong token', { headers: { Authorization: 'Bearer x' } }, 401],
    ['no token', { headers: {} }, 401],
    ['another Host', { headers: { host: 'evil.example' } }, 403],
    ['localhost as Host', { headers: { host: 'localhost' } }, 403],
    ['a web page', { headers: { origin: 'http://127.0.0.1' } }, 403],
    ['another path', { path: '/orrery/other/hook' }, 404],
    ['a query', { path: '/orrery/abcdefgh1234/hook?x=1' }, 404],
    ['GET', { method: 'PUT' }, 405],
  ])('[HK21] refuses %s with words', async (_, changes, status) => {
    const answer = await sendHook({ ...address, ...changes }, stop).answer;
    expect(answer).toMatchObject({ status, body: { error: expect.any(String) } });
    expect(heard).toEqual([]);
  });

  it('[HK21] refuses another content type', async () => {
    const headers = { ...address.headers, 'content-type': 'text/plain' };
    expect((await sendHook({ ...address, headers }, stop).answer).status).toBe(415);
  });

  it.each([
    ['not JSON', '{"session_id":'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['no session', { hook_event_name: 'Stop' }],
    ['a session that is no UUID', { ...stop, session_id: '../../etc/passwd' }],
    ['an event that is no text', { ...stop, hook_event_name: 7 }],
    ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('[HK22] refuses %s with words and lives on', async (_, body) => {
    const answer = await sendHook(address, body).answer;
    expect(answer).toMatchObject({ status: 400, body: { error: expect.any(String) } });
    expect((await sendHook(address, stop).answer).status).toBe(200);
  });

  it('[HK22] takes odd values of fields for absent ones', async () => {
    const odd = {
      ...stop,
      tool_name: 5,
      tool_input: 'x',
      permission_suggestions: {},
      agent_id: '',
      message: [],
    };
    expect((await sendHook(address, odd).answer).status).toBe(200);
    expect(heard[0]).toMatchObject({
      tool_name: null,
      tool_input: null,
      permission_suggestions: [],
      agent_id: null,
    });
  });

  it('[HK23] answers a body over its limit at once with nothing, so that the client sees no error', async () => {
    const answer = await sendHook(address, { ...stop, tool_response: 'x'.repeat(3 * 1024 * 1024) }).answer;
    expect(answer).toEqual({ status: 200, body: {} });
    expect(heard).toEqual([]);
  });

  it('[HK23] answers with nothing when a handler throws', async () => {
    const answer = await sendHook(address, { ...stop, message: 'throw' }).answer;
    expect(answer).toEqual({ status: 200, body: {} });
    expect(errors).toHaveLength(1);
  });

  it('[HK25] gives every hook a connection of its own: one that is closed while idle would lose the next request', async () => {
    const { port, path, headers } = address;
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(stop),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('connection')).toBe('close');
  });

  it('[HK26] takes hooks whatever number of connections others hold open without a word', async () => {
    const idle = Array.from({ length: 600 }, () =>
      connect(address.port, '127.0.0.1').on('error', () => undefined),
    );
    try {
      await Promise.all(idle.slice(-32).map((socket) => once(socket, 'connect')));
      expect((await sendHook(address, stop).answer).status).toBe(200);
    } finally {
      for (const socket of idle) socket.destroy();
    }
  });

  it('[HK28] proves to whoever has the state folder that it is the receiver of it, and to nobody else', async () => {
    const own = { id: 'abcdefgh1234', port: address.port, proofKey: 'k'.repeat(43) };
    expect(await askReceiver(own)).toBe('ours');
    expect(await askReceiver({ ...own, proofKey: 't'.repeat(43) })).toBe('other');
    expect(await askReceiver({ ...own, proofKey: '' })).toBe('other');
    await receiver.close();
    expect(await askReceiver(own)).toBe('nobody');
  });

  it('[HK28] an answer of our receiver that somebody passes on proves nothing', async () => {
    const relay = createTcpServer((socket) => {
      const way = connect(address.port, '127.0.0.1');
      for (const end of [socket, way]) end.on('error', () => undefined);
      socket.pipe(way).pipe(socket);
    });
    await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
    const { port } = relay.address() as AddressInfo;
    expect(await askReceiver({ id: 'abcdefgh1234', port, proofKey: 'k'.repeat(43) })).toBe('other');
    await new Promise((resolve) => relay.close(resolve));
  });

  it('[HK24] says that its port is in use, and takes it when it is free again', async () => {
    await receiver.close();
    const other: Server = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    await start((other.address() as AddressInfo).port);
    await waitForState((problem) => /Another program listens/.test(problem));
    await new Promise((resolve) => other.close(resolve));
    await waitForState((problem) => problem === '');
    expect((await sendHook(address, stop).answer).status).toBe(200);
  });
});
