import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { createRpcClient } from './rpc.ts';

/** Nested so deeply that it can be sent, and not received. */
const DEEP = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', ({ id }) => {
    const result = JSON.parse('['.repeat(8_000) + ']'.repeat(8_000));
    parentPort.postMessage({ id, result });
  });
`;

it('[AR13] a call whose answer cannot be read fails, instead of never ending', async () => {
  const worker = new Worker(DEEP, { eval: true });
  onTestFinished(async () => void (await worker.terminate()));
  const client = createRpcClient<{ read: () => unknown }>(worker);
  await expect(client.call('read', [])).rejects.toMatchObject({ kind: 'unavailable' });
});
