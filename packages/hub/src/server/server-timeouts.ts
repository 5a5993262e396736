import type { ServerOptions } from 'node:http';

/** How long a client may take, in one place so that tests can be quick. Milliseconds. */
export interface ServerTimeouts {
  /** A TLS handshake. */
  handshake: number;
  /** From the connection, or the end of the request before, to the end of the headers. */
  headers: number;
  /** The whole request, body included. */
  request: number;
  /** An idle connection between two requests. */
  keepAlive: number;
  /** A connection on which no byte moves, for example because the client does not read the answer. */
  silence: number;
  /** How often it is looked for those that took too long. */
  check: number;
}

/** For real use: bodies are 64 KB at most, so also a slow phone is done long before. */
export const defaultServerTimeouts: ServerTimeouts = {
  handshake: 10_000,
  headers: 10_000,
  request: 20_000,
  keepAlive: 20_000,
  silence: 120_000,
  check: 2_000,
};

/** Settings of the application, for a server with these limits. WebSockets are on their own after the upgrade. */
export function timeoutSettings(timeouts: ServerTimeouts) {
  const http: ServerOptions = {
    headersTimeout: timeouts.headers,
    requestTimeout: timeouts.request,
    connectionsCheckingInterval: timeouts.check,
  };
  return {
    http,
    https: { ...http, handshakeTimeout: timeouts.handshake },
    settings: {
      requestTimeout: timeouts.request,
      keepAliveTimeout: timeouts.keepAlive,
      connectionTimeout: timeouts.silence,
    },
  };
}
