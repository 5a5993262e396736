import type { Counters } from '../server/counters.ts';

/** What waits for the archive: what it holds of memory, and how much work it is in bytes of raw lines. */
export interface Load {
  heldBytes: number;
  workBytes: number;
}

/** Something that can be told to send no more for now. */
export interface Holdable {
  hold(): void;
  release(): void;
}

/** Most of what may wait; senders go on when half of it is left. */
export interface GateLimits {
  /** Of all agents together. */
  heldBytes: number;
  workBytes: number;
  /** Of one machine, over all its links, so that the others need not wait for it; and how many batches and messages. */
  senderWorkBytes: number;
  senderItems: number;
}

/** One sender's way through the gate. */
export interface GateLane {
  /** Does `work`, which counts until it is settled. Nothing is dropped: a sender over a limit is held. */
  run<T>(load: Load, work: () => Promise<T>): Promise<T>;
  /** A closed sender must not be released. */
  close(): void;
}

/** Holds back agents while the archive has too much to do, so that neither memory nor other agents suffer from a backlog. */
export interface IngestGate {
  open(host: string, sender: Holdable): GateLane;
}

/** What waits of a machine. A link that is gone leaves what it sent, and the next one begins with that. */
interface Usage {
  workBytes: number;
  items: number;
}

interface Sender {
  holdable: Holdable;
  usage: Usage;
  isHeld: boolean;
}

/** Everything that agents send passes here, batches and messages alike. */
export function createIngestGate({
  limits,
  counters,
}: {
  limits: GateLimits;
  counters: Counters;
}): IngestGate {
  const held = new Set<Sender>();
  const usages = new Map<string, Usage>();
  /** Whether the given share of some limit is used up. */
  const isOver = (sender: Sender, share: number) =>
    counters.ingestQueueBytes > limits.heldBytes * share ||
    counters.ingestQueueRawBytes > limits.workBytes * share ||
    sender.usage.workBytes > limits.senderWorkBytes * share ||
    sender.usage.items > limits.senderItems * share;
  const add = (sender: Sender, { heldBytes, workBytes }: Load, sign: 1 | -1) => {
    counters.ingestQueueBytes += sign * heldBytes;
    counters.ingestQueueRawBytes += sign * workBytes;
    counters.ingestQueueItems += sign;
    sender.usage.workBytes += sign * workBytes;
    sender.usage.items += sign;
  };
  const enter = (sender: Sender, load: Load) => {
    add(sender, load, 1);
    if (sender.isHeld || !isOver(sender, 1)) return;
    sender.isHeld = true;
    held.add(sender);
    counters.agentsHeld += 1;
    sender.holdable.hold();
  };
  const release = (sender: Sender) => {
    if (!held.delete(sender)) return;
    sender.isHeld = false;
    counters.agentsHeld -= 1;
    sender.holdable.release();
  };
  const leave = (sender: Sender, load: Load) => {
    add(sender, load, -1);
    for (const one of [...held]) if (!isOver(one, 0.5)) release(one);
  };
  return {
    open(host, holdable) {
      const usage = usages.get(host) ?? { workBytes: 0, items: 0 };
      usages.set(host, usage);
      const sender: Sender = { holdable, usage, isHeld: false };
      return {
        async run(load, work) {
          enter(sender, load);
          try {
            return await work();
          } finally {
            leave(sender, load);
          }
        },
        close() {
          if (held.delete(sender)) counters.agentsHeld -= 1;
          // Never again: what is under way still counts.
          sender.isHeld = true;
          if (usage.items === 0) usages.delete(host);
        },
      };
    },
  };
}
