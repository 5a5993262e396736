import type { IncomingMessage } from 'node:http';

/** The address that a request came from, as limits count it and the audit log has it. */
export function clientAddressOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? 'unknown';
}
