import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readHubFile } from '../hub-access/hub-file.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { runHub } from './run-hub.ts';

vi.setConfig({ testTimeout: 120_000 });

test('a hub whose writing thread is killed answers again on its port, with a new key for local commands', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'orrery-run-hub-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const threads = new Map<string, Worker>();
  const words: string[] = [];
  const terminal = { err: (text: string) => words.push(text), out: () => undefined, env: {}, cwd: dataDir };
  const running = await runHub(
    {
      dataDir,
      host: '127.0.0.1',
      port: 0,
      allowedHosts: [],
      trustedProxies: [],
      insecureBind: false,
      onThread: (role, thread) => threads.set(role, thread),
    },
    terminal as unknown as Terminal,
  );
  onTestFinished(() => running.close());
  const { url } = running.hub;
  const status = async (key: string | undefined) => {
    try {
      const answer = await fetch(`${url}/api/hosts`, { headers: { authorization: `Bearer ${key}` } });
      return answer.status;
    } catch {
      return 0;
    }
  };
  const keyOf = () => readHubFile(dataDir)?.apiKey;
  const oldKey = keyOf();
  expect(await status(oldKey)).toBe(200);

  const writer = threads.get('writer');
  await writer?.terminate();
  await expect.poll(() => words.join(), { timeout: 60_000 }).toContain('the hub runs again');
  expect(threads.get('writer')).not.toBe(writer);
  expect(running.hub.url).toBe(url);
  expect(keyOf()).not.toBe(oldKey);
  expect(await status(keyOf())).toBe(200);
  expect(await status(oldKey)).toBe(401);
});
