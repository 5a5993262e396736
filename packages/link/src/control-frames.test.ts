import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { type ControlSocket, guardControlFrames } from './control-frames.ts';

/** A socket whose other side reads nothing until `drain`. */
class DeafSocket extends EventEmitter implements ControlSocket {
  readonly readyState = 1;
  readonly OPEN = 1;
  readonly unsent: { data: string; onSent: () => void }[] = [];
  pong(data: Buffer, _mask: boolean | undefined, onSent: () => void): void {
    this.unsent.push({ data: data.toString(), onSent });
  }
  drain(): void {
    this.unsent.shift()?.onSent();
  }
}

test('[SC8] of pings that nobody reads the answers to, one answer waits, and the newest follows', () => {
  const socket = new DeafSocket();
  guardControlFrames(
    socket,
    () => undefined,
    () => 0,
  );
  for (let count = 0; count < 20; count += 1) socket.emit('ping', Buffer.from(String(count)));
  expect(socket.unsent.map(({ data }) => data)).toEqual(['0']);
  socket.drain();
  expect(socket.unsent.map(({ data }) => data)).toEqual(['19']);
  socket.drain();
  expect(socket.unsent).toEqual([]);
});

test.each(['ping', 'pong'])(
  '[SC8] a flood of %ss is told once, and nothing of it is answered any more',
  (kind) => {
    const socket = new DeafSocket();
    let floods = 0;
    guardControlFrames(
      socket,
      () => (floods += 1),
      () => 0,
    );
    for (let count = 0; count < 10_000; count += 1) {
      socket.emit(kind, Buffer.alloc(0));
      socket.drain();
    }
    expect(floods).toBe(1);
    socket.emit('ping', Buffer.alloc(0));
    expect(socket.unsent).toEqual([]);
  },
);

test('[SC8] a ping a second goes on for ever', () => {
  const socket = new DeafSocket();
  let nowMs = 0;
  let floods = 0;
  guardControlFrames(
    socket,
    () => (floods += 1),
    () => nowMs,
  );
  for (let count = 0; count < 10_000; count += 1) {
    nowMs += 1000;
    socket.emit('ping', Buffer.alloc(0));
    expect(socket.unsent).toHaveLength(1);
    socket.drain();
  }
  expect(floods).toBe(0);
});
