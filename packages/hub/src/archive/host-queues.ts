/** Work that waits, each machine's in its own order. */
export interface HostQueues<T> {
  push(host: string, item: T): void;
  /** Items of a machine that wait, oldest first. */
  of(host: string): readonly T[];
  /** The next item, of the machine whose turn it is; or of one machine alone. */
  peek(host?: string): T | undefined;
  /** Takes it out. The turn goes on to the next machine. */
  take(host?: string): void;
  readonly length: number;
}

const COMPACT_AFTER = 256;

/**
 * Machines take turns, one item each: whoever has thousands waiting delays its own alone. Costs the same whether one item
 * waits or a million.
 */
export function createHostQueues<T>(): HostQueues<T> {
  /** In the order of their turns; none of them is empty. */
  const queues = new Map<string, { items: T[]; taken: number }>();
  let length = 0;
  const next = (host: string | undefined) => (host === undefined ? queues.keys().next().value : host);
  return {
    get length() {
      return length;
    },
    push(host, item) {
      length += 1;
      const queue = queues.get(host);
      if (queue) queue.items.push(item);
      else queues.set(host, { items: [item], taken: 0 });
    },
    of(host) {
      const queue = queues.get(host);
      return queue === undefined ? [] : queue.items.slice(queue.taken);
    },
    peek(host) {
      const queue = queues.get(next(host) ?? '');
      return queue?.items[queue.taken];
    },
    take(host) {
      const name = next(host) ?? '';
      const queue = queues.get(name);
      if (queue === undefined) return;
      length -= 1;
      queue.taken += 1;
      if (host === undefined && queues.size > 1) {
        queues.delete(name);
        queues.set(name, queue);
      }
      if (queue.taken === queue.items.length) queues.delete(name);
      // Taking from the front of an array moves all that is behind: it is done once for many.
      else if (queue.taken >= COMPACT_AFTER) {
        queue.items.splice(0, queue.taken);
        queue.taken = 0;
      }
    },
  };
}
