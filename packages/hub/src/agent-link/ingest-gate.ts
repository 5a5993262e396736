import type { Counters } from '../server/counters.ts';

/** Something that can stop reading its socket. */
interface Pausable {
  pause(): void;
  resume(): void;
}

/** Holds back agents while the archive has too much to do, so that the hub's memory does not depend on their backlog. */
export interface IngestGate {
  /** Counts bytes handed to the archive. Pauses the sender when it is too much. */
  enter(bytes: number, sender: Pausable): void;
  leave(bytes: number): void;
  /** A closed sender must not be resumed. */
  forget(sender: Pausable): void;
}

/** Senders stop above `maxBytes` and go on below half of it. */
export function createIngestGate({
  maxBytes,
  counters,
}: {
  maxBytes: number;
  counters: Counters;
}): IngestGate {
  const paused = new Set<Pausable>();
  return {
    enter: (bytes, sender) => {
      counters.ingestQueueBytes += bytes;
      if (counters.ingestQueueBytes <= maxBytes || paused.has(sender)) return;
      paused.add(sender);
      sender.pause();
    },
    leave: (bytes) => {
      counters.ingestQueueBytes -= bytes;
      if (counters.ingestQueueBytes > maxBytes / 2 || paused.size === 0) return;
      const waiting = [...paused];
      paused.clear();
      for (const sender of waiting) sender.resume();
    },
    forget: (sender) => {
      paused.delete(sender);
    },
  };
}
