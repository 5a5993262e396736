import type { Script } from './script.ts';

/** A session whose past is told, ready to go on in real time. */
export interface Player {
  readonly script: Script;
  /** What is left of the pause that the start fell into. */
  readonly firstWaitMs: number;
  /** Writes the lines of a step, all at once as the client does. */
  flush(): void;
  stop(): void;
}

/** Goes on with the script in real time until `stop`. */
export function playLive(player: Player): void {
  let timer: NodeJS.Timeout;
  const next = (): void => {
    const { value, done } = player.script.next();
    player.flush();
    if (!done) timer = setTimeout(next, value);
  };
  timer = setTimeout(next, player.firstWaitMs);
  player.stop = () => clearTimeout(timer);
}
