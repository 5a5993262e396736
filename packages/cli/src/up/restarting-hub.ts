import { createSuspects, type Hub, type Suspects } from '@orrery/hub';

/** A hub with its archive, as one start made it. */
export interface StartedHub {
  readonly hub: Hub;
  /** Also of one whose storage is dead. */
  close(): Promise<void>;
}

export interface RestartingHubOptions {
  /** Makes hub and archive. `port` is the one of the start before, so that agents and pages find it again. */
  start(again: {
    port: number | null;
    suspects: Suspects;
    onFatal: (cause: unknown) => void;
  }): Promise<StartedHub>;
  /** Words for the console. */
  tell(message: string): void;
  /** It could not be started so many times in a row that somebody has to look. */
  giveUp(cause: unknown): void;
  /** Runs a task once after a while; gives the way to call it off. */
  schedule(task: () => void, delayMs: number): () => void;
  monotonicMs(): number;
}

/** A hub that is made anew in this process when its storage has died. */
export interface RestartingHub {
  /** Stands for the hub of the moment. */
  readonly hub: Hub;
  close(): Promise<void>;
}

const FIRST_DELAY_MS = 250;
const MOST_DELAY_MS = 60_000;

/** A run of this length counts as healthy: the next death starts the delays anew. */
const HEALTHY_MS = 120_000;

/** Starts that may fail one after the other. */
const MOST_FAILURES = 8;

/** Starts the first hub; throws what keeps it from starting. */
export async function startRestartingHub(options: RestartingHubOptions): Promise<RestartingHub> {
  const { start, tell, schedule, monotonicMs } = options;
  const suspects = createSuspects();
  let port: number | null = null;
  let current: StartedHub | null = null;
  let restarting: Promise<void> | null = null;
  let isClosed = false;
  let delayMs = FIRST_DELAY_MS;
  let wake = (): void => undefined;

  const begin = async (): Promise<void> => {
    const startedAt = monotonicMs();
    // A thread that dies during the start makes the start fail: nothing more is to be done about it.
    let isUp = false;
    const onFatal = (cause: unknown) => {
      if (!isUp || isClosed || restarting !== null) return;
      if (monotonicMs() - startedAt > HEALTHY_MS) delayMs = FIRST_DELAY_MS;
      restarting = restart(cause).finally(() => {
        restarting = null;
      });
    };
    current = await start({ port, suspects, onFatal });
    isUp = true;
    port = Number(new URL(current.hub.url).port);
  };

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const cancel = schedule(resolve, delayMs);
      wake = () => {
        cancel();
        resolve();
      };
      delayMs = Math.min(MOST_DELAY_MS, delayMs * 2);
    });

  const restart = async (cause: unknown): Promise<void> => {
    tell(`a storage thread died (${cause}). The hub starts again in ${delayMs / 1000} s; nothing is lost.`);
    const dead = current;
    await dead?.close().catch((error: unknown) => tell(`the old hub did not close in order: ${error}`));
    for (let failures = 0; !isClosed; ) {
      await pause();
      if (isClosed) return;
      try {
        await begin();
        // Every start has another code, while there is no owner.
        const setup = (current as StartedHub | null)?.hub.setupUrl() ?? null;
        tell(`the hub runs again.${setup === null ? '' : ` Sign in: ${setup}`}`);
        return;
      } catch (error) {
        failures += 1;
        current = null;
        if (failures >= MOST_FAILURES) return options.giveUp(error);
        tell(`the hub did not start (${error}). It is tried again in ${delayMs / 1000} s.`);
      }
    }
  };

  await begin();
  const first = current as unknown as StartedHub;
  const now = () => (current ?? first).hub;
  return {
    hub: {
      get url() {
        return now().url;
      },
      get routes() {
        return now().routes;
      },
      get sockets() {
        return now().sockets;
      },
      setupUrl: () => now().setupUrl(),
      createJoinToken: (request) => now().createJoinToken(request),
      createApiKey: (request) => now().createApiKey(request),
      createConsoleKey: (name) => now().createConsoleKey(name),
      close: () => now().close(),
    },
    async close() {
      isClosed = true;
      wake();
      await restarting;
      await current?.close();
    },
  };
}
