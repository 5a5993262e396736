/** Bounds how much of one machine's work is under way at once. */
export interface HostTurns {
  /** Does `work` now, or when less of this machine is under way; in the order of the calls. */
  run<T>(host: string, work: () => Promise<T>): Promise<T>;
}

interface Turn {
  busy: number;
  waiting: (() => void)[];
}

/** `most` pieces of each machine at once: the thread that does them takes them in the order in which they are handed to it. */
export function createHostTurns(most: number): HostTurns {
  const turns = new Map<string, Turn>();
  const start = async <T>(host: string, turn: Turn, work: () => Promise<T>): Promise<T> => {
    turn.busy += 1;
    try {
      return await work();
    } finally {
      turn.busy -= 1;
      const next = turn.waiting.shift();
      if (next) next();
      else if (turn.busy === 0) turns.delete(host);
    }
  };
  return {
    run(host, work) {
      const turn = turns.get(host) ?? { busy: 0, waiting: [] };
      turns.set(host, turn);
      if (turn.busy < most) return start(host, turn, work);
      return new Promise((resolve, reject) => {
        turn.waiting.push(() => start(host, turn, work).then(resolve, reject));
      });
    },
  };
}
