import { expect, test } from 'vitest';
import { createBoundedSender } from './bounded-sender.ts';

const create = (limits: { bytes: number; frames: number }) => {
  const sent: (() => void)[] = [];
  let full = 0;
  const socket = { send: (_: unknown, onSent: () => void) => void sent.push(onSent) };
  const send = createBoundedSender(socket, limits, () => (full += 1));
  return { send, sent, full: () => full };
};

test.each([
  ['bytes', { bytes: 100, frames: 1_000 }, 10],
  ['frames', { bytes: 1_000, frames: 5 }, 5],
])('[SC9] over its limit of %s nothing more is kept for a side that does not read', (_, limits, most) => {
  const { send, sent, full } = create(limits);
  for (let count = 0; count < 1_000; count += 1) send('x'.repeat(10));
  expect(sent).toHaveLength(most);
  expect(full()).toBe(1_000 - most);
});

test('[SC9] what is read makes room, and one large frame alone goes', () => {
  const { send, sent, full } = create({ bytes: 10, frames: 10 });
  for (let count = 0; count < 1_000; count += 1) {
    expect(send('x'.repeat(50))).toBe(true);
    sent.shift()?.();
  }
  expect(full()).toBe(0);
});
