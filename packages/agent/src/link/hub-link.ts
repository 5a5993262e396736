import type { AgentDown, OrreryError } from '@orrery/protocol';
import type { AgentCredentials } from './handshake.ts';
import { type HubConnection, openConnection } from './hub-connection.ts';
import { createReconnectPolicy, isFinal, retryAfterMs } from './reconnect-policy.ts';

/** Where the link is, for people and for the service. */
export type LinkState =
  | { kind: 'connecting' }
  | { kind: 'connected'; hostId: string }
  | { kind: 'waiting'; reason: OrreryError; retryInMs: number }
  | { kind: 'stopped'; reason: OrreryError | null };

export interface HubLinkOptions {
  url: string;
  /** Asked for anew with every try. */
  credentials: () => AgentCredentials;
  /** False while the hub with the pinned key has never been met: a wrong one is then told at once, and not waited for. */
  hasMetHub: () => boolean;
  handshakeMs: number;
  heartbeatMs: number;
  backoffMinMs: number;
  backoffMaxMs: number;
  random: () => number;
  onState: (state: LinkState) => void;
  onWelcome: (connection: HubConnection) => void;
  onMessage: (message: AgentDown) => void;
  /** The connection is gone; whatever was in flight is unknown. */
  onDown: () => void;
}

/**
 * A link that goes before has shown nothing, whatever was said on it: whoever cuts it, or waits for an answer and cuts it
 * then, must not make the agent come back at full speed.
 */
const LASTED_MS = 30_000;

/** Keeps one connection to the hub, for ever or until an error that waiting cannot heal. */
export interface HubLink {
  /** Resolves after `close`; rejects with the final error. */
  run(): Promise<void>;
  close(): void;
}

/** Builds the link; nothing happens before `run`. */
export function createHubLink(options: HubLinkOptions): HubLink {
  const policy = createReconnectPolicy({
    minMs: options.backoffMinMs,
    maxMs: options.backoffMaxMs,
    random: options.random,
  });
  let isClosed = false;
  let hasBeenWelcome = false;
  let stopCurrent = (): void => undefined;

  const connectOnce = (): Promise<OrreryError> =>
    new Promise((resolve) => {
      let wasWelcome = false;
      let lasted: NodeJS.Timeout | undefined;
      options.onState({ kind: 'connecting' });
      stopCurrent = openConnection(
        {
          url: options.url,
          credentials: options.credentials(),
          handshakeMs: options.handshakeMs,
          heartbeatMs: options.heartbeatMs,
        },
        {
          onWelcome(connection) {
            wasWelcome = true;
            hasBeenWelcome = true;
            lasted = setTimeout(() => policy.reset(), LASTED_MS);
            lasted.unref();
            options.onState({ kind: 'connected', hostId: connection.welcome.hostId });
            options.onWelcome(connection);
          },
          onMessage: options.onMessage,
          onClose(reason) {
            clearTimeout(lasted);
            if (wasWelcome) options.onDown();
            resolve(reason);
          },
        },
      );
    });

  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      stopCurrent = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  return {
    async run() {
      while (!isClosed) {
        const reason = await connectOnce();
        if (isClosed) break;
        const hasMetHub = hasBeenWelcome || options.hasMetHub();
        if (isFinal(reason.kind, hasMetHub)) {
          options.onState({ kind: 'stopped', reason });
          throw reason;
        }
        const retryInMs = policy.nextDelayMs(retryAfterMs(reason));
        options.onState({ kind: 'waiting', reason, retryInMs });
        await wait(retryInMs);
      }
      options.onState({ kind: 'stopped', reason: null });
    },
    close() {
      isClosed = true;
      stopCurrent();
    },
  };
}
