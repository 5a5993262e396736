import type { Life } from './life.ts';
import { lengthMs, type Pause } from './pause.ts';
import type { Script } from './script.ts';

/** A session whose past is told, ready to go on in real time. */
export interface Player {
  readonly life: Life;
  readonly script: Script;
  /** What is left of the pause that the start fell into. */
  readonly firstPause: Pause;
  /** Writes the lines of a step, all at once as the client does. */
  flush(): void;
  stop(): void;
}

/** Goes on with the script in real time until `stop`, or until somebody ends the client. */
export function playLive(player: Player): void {
  const { life, script } = player;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const next = (): void => {
    const { value, done } = script.next();
    player.flush();
    if (!done) rest(value);
  };
  const rest = (pause: Pause): void => {
    let isOver = false;
    const wake = (): void => {
      if (isOver || isStopped) return;
      isOver = true;
      clearTimeout(timer);
      next();
    };
    timer = setTimeout(wake, lengthMs(pause));
    if (typeof pause !== 'number') void pause.until.then(wake);
  };
  const stop = (): void => {
    isStopped = true;
    clearTimeout(timer);
  };
  player.stop = () => {
    stop();
    life.close();
  };
  life.closed.addEventListener('abort', () => {
    stop();
    player.flush();
  });
  life.startAsking();
  rest(player.firstPause);
}
