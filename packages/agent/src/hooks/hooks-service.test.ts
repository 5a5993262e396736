import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { hookAddressOf, sendHook } from '../test/hook-client.ts';
import { HooksService } from './hooks-service.ts';

let dir: string;
let root: string;
let service: HooksService;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'orrery-service-'));
  root = join(dir, 'claude');
  mkdirSync(root);
  service = new HooksService({
    stateDir: join(dir, 'state'),
    roots: [root],
    clock: { wallMs: () => Date.now(), monotonicMs: () => performance.now() },
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
