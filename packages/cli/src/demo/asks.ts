import { type Ask, createAsk } from './ask.ts';

/** What one client asks now. */
export interface Asks {
  readonly isEmpty: boolean;
  begin(payload: object): Ask;
  end(ask: Ask): void;
  /** The agent listens from now on: tells its hook what was asked before. True where there was something to tell. */
  start(): boolean;
  /** The client ends. */
  hangUp(): void;
}

/** `root` is the client's folder. What is asked before `start` is told then. */
export function createAsks(root: string): Asks {
  const open = new Set<Ask>();
  let isStarted = false;
  return {
    get isEmpty() {
      return open.size === 0;
    },
    begin: (payload) => {
      const ask = createAsk(root, payload);
      open.add(ask);
      if (isStarted) ask.send();
      return ask;
    },
    end: (ask) => {
      ask.close();
      open.delete(ask);
    },
    start: () => {
      isStarted = true;
      return [...open].filter((ask) => ask.send()).length > 0;
    },
    hangUp: () => {
      for (const ask of open) ask.close();
      open.clear();
    },
  };
}
