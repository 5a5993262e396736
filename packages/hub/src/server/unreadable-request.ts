import type { Socket } from 'node:net';
import { bareAnswer } from './bare-answer.ts';

/** Answers what is no request: the server's own words are in another form than ours, and without our headers. */
export function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  // Whoever hung up is told nothing.
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  socket.end(bareAnswer(answerOf(error.code)), () => socket.destroy());
}

function answerOf(code: string | undefined): Parameters<typeof bareAnswer>[0] {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, body: { kind: 'invalid', message: 'The request took too long. Send it again.' } };
    case 'HPE_HEADER_OVERFLOW':
      return {
        status: 431,
        body: { kind: 'tooLarge', message: 'The headers are too large. Remove cookies of this address.' },
      };
    default:
      return { status: 400, body: { kind: 'invalid', message: 'This is no HTTP request that can be read.' } };
  }
}
