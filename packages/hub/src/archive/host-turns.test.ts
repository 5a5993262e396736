import { expect, it } from 'vitest';
import { createHostTurns } from './host-turns.ts';

it('[AR12] few reports of a machine are with the writer at once, in their order, and none waits for another machine', async () => {
  const turns = createHostTurns(2);
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const run = (host: string, name: string) =>
    turns.run(host, () => {
      begun.push(name);
      return new Promise<string>((resolve, reject) => {
        ends.push(() => (name === 'bad' ? reject(new Error('no')) : resolve(name)));
      });
    });
  const evil = ['1', 'bad', '3', '4'].map((name) => run('evil', name));
  const results = Promise.allSettled(evil);
  const honest = run('venus', 'x');
  expect(begun).toEqual(['1', 'bad', 'x']);
  while (ends.length > 0) {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(begun).toEqual(['1', 'bad', 'x', '3', '4']);
  expect((await results).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
  expect(await honest).toBe('x');
});
