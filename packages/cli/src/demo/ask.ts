import { type Decision, readPermissionHook, sendPermissionRequest } from './permission-hook.ts';

/** A client that waits for a person: at its keyboard, and on a page where its folder has hooks. */
export interface Ask {
  /** Resolves once somebody has decided on a page. */
  readonly settled: Promise<void>;
  /** Tells the hook of the folder's settings; false where there is none. */
  send(): boolean;
  /** What was decided on a page; null when nothing was. */
  decision(): Decision | null;
  /** The wait is over: the client hangs up. */
  close(): void;
}

/** `root` is the client's folder, `payload` what its hook is sent. */
export function createAsk(root: string, payload: object): Ask {
  const { promise: settled, resolve } = Promise.withResolvers<void>();
  const hangUp = new AbortController();
  let decision: Decision | null = null;
  return {
    settled,
    decision: () => decision,
    send: () => {
      const hook = readPermissionHook(root);
      if (hook === null) return false;
      void sendPermissionRequest(hook, payload, hangUp.signal).then((decided) => {
        decision = decided;
        if (decided !== null) resolve();
      });
      return true;
    },
    close: () => hangUp.abort(),
  };
}
