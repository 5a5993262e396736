import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startReceiver } from '../test/http-receiver.ts';
import { isNotPublicAddress } from './address-rules.ts';
import { postOut } from './post-out.ts';

const post = (url: string, part: Partial<Parameters<typeof postOut>[0]> = {}) =>
  postOut({
    ...{ url: new URL(url), headers: { 'x-a': 'b' }, body: 'hello', timeoutMs: 10_000 },
    ...{ signal: new AbortController().signal, isRefused: () => false },
    ...part,
  });

describe('outgoing request', () => {
  it('sends headers and body and brings the answer', async () => {
    const receiver = await startReceiver();
    receiver.onRequest = (answer) => void answer.writeHead(429, { 'retry-after': '7' }).end('slow down');
    expect(await post(`${receiver.url}/x?y=1`)).toEqual({ status: 429, retryAfter: '7' });
    expect(receiver.received[0]).toMatchObject({
      path: '/x?y=1',
      headers: { 'x-a': 'b', 'content-length': '5' },
    });
  });

  it('[NT33] does not follow redirects', async () => {
    const receiver = await startReceiver();
    receiver.onRequest = (answer) => void answer.writeHead(307, { location: `${receiver.url}/inside` }).end();
    expect((await post(`${receiver.url}/outside`)).status).toBe(307);
    expect(receiver.received).toHaveLength(1);
  });

  it('[NT33] reads nothing of an answer but its head, and hangs up', async () => {
    const receiver = await startReceiver();
    const hungUp = new Promise<void>((resolve) => {
      receiver.onRequest = (answer) => {
        answer.on('close', resolve);
        answer.writeHead(200);
        const write = () => {
          while (answer.writable && answer.write('x'.repeat(65_536)));
        };
        answer.on('drain', write);
        write();
      };
    });
    expect(await post(receiver.url)).toEqual({ status: 200, retryAfter: null });
    await hungUp;
  });

  it('[NT33] gives up on a receiver that never answers', async () => {
    const silent = createServer(() => undefined);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const address = silent.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(post(`http://127.0.0.1:${port}`, { timeoutMs: 50 })).rejects.toThrow('no answer within');
  });

  it('[NT33] ends at once when it is called off', async () => {
    const receiver = await startReceiver();
    const closing = new AbortController();
    receiver.onRequest = () => closing.abort();
    await expect(post(receiver.url, { signal: closing.signal })).rejects.toThrow(/abort/i);
  });

  it('[NT33] refuses addresses where the connection is made, also behind a name', async () => {
    const receiver = await startReceiver();
    const { port } = new URL(receiver.url);
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0x7f.1']) {
      const refused = post(`http://${host}:${port}/`, { isRefused: isNotPublicAddress });
      await expect(refused, host).rejects.toThrow('not one that the hub sends to');
    }
    expect(receiver.received).toHaveLength(0);
    expect((await post(`http://localhost:${port}/`)).status).toBe(200);
  });
});
