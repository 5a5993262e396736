import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { hookAddressOf, sendHook } from '../test/hook-client.ts';
import { HooksService } from './hooks-service.ts';

let dir: string;
let root: string;
let service: HooksService;
let mayAnswer: boolean;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-service-'));
  mayAnswer = true;
  root = join(dir, 'claude');
  mkdirSync(root);
  service = new HooksService({
    stateDir: join(dir, 'state'),
    roots: [root],
    clock: { wallMs: () => Date.now(), monotonicMs: () => performance.now() },
    mayAnswer: () => mayAnswer,
    createRedact: () => () => 0,
    checkMs: 3_600_000,
    running: () => [],
    onChange: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
});

afterEach(async () => {
  await service.close();
  rmSync(dir, { recursive: true, force: true });
});

const change = (action: 'install' | 'uninstall') => service.change({ name: 'changeHooks', action });
const settings = (): string => readFileSync(join(root, 'settings.json'), 'utf8');

it('[HK16] listens no more when the hooks went while the receiver of before was still closing', async () => {
  service.start();
  await change('install');
  const before = hookAddressOf(settings());
  const listens = (): Promise<boolean> =>
    sendHook(before, {}).answer.then(
      () => true,
      () => false,
    );
  await vi.waitUntil(listens);
  await change('uninstall');
  await change('install');
  const after = hookAddressOf(settings());
  await change('uninstall');
  await service.close();
  await expect(sendHook(after, {}).answer).rejects.toThrow(/ECONNREFUSED/);
});

it('[CM4] holds no request that the owner does not let the hub answer, and gives back those it holds', async () => {
  service.start();
  await change('install');
  const address = hookAddressOf(settings());
  const request = {
    session_id: '0b0c1d2e-0000-4000-8000-000000000001',
    transcript_path: join(root, 'projects', 'p', '0b0c1d2e-0000-4000-8000-000000000001.jsonl'),
    hook_event_name: 'PermissionRequest',
    tool_name: 'Bash',
    tool_input: { command: 'rm -rf ~' },
  };
  await vi.waitUntil(() =>
    sendHook(address, { ...request, hook_event_name: 'Stop' }).answer.then(
      () => true,
      () => false,
    ),
  );
  let isAnswered = false;
  const held = sendHook(address, request).answer.finally(() => {
    isAnswered = true;
  });
  await vi.waitUntil(() => isAnswered || service.isHolding);
  expect(isAnswered).toBe(false);
  mayAnswer = false;
  service.grantsChanged();
  expect(await held).toEqual({ status: 200, body: {} });
  expect(await sendHook(address, request).answer).toEqual({ status: 200, body: {} });
  expect(service.isHolding).toBe(false);
});
