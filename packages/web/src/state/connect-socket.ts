import { LIVE_PROTOCOL, TICKET_PROTOCOL_PREFIX } from '@orrery/protocol';
import type { LiveSocket, LiveSocketEvents } from './live-client.ts';

/** Fetches a ticket, which stands for the page's secret where no header can be sent. */
type FetchTicket = (signal: AbortSignal) => Promise<string>;

/** The socket of the hub that served this page: first the ticket, then the socket with it. Never in the URL. */
export function connectSocket(events: LiveSocketEvents, fetchTicket: FetchTicket): LiveSocket {
  const url = new URL('/live', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const ended = new AbortController();
  let socket: WebSocket | null = null;
  const open = (ticket: string) => {
    if (ended.signal.aborted) return;
    socket = new WebSocket(url, [LIVE_PROTOCOL, TICKET_PROTOCOL_PREFIX + ticket]);
    socket.addEventListener('message', (event) => events.onText(String(event.data)));
    socket.addEventListener('close', () => events.onClose());
  };
  // No ticket is a lost connection like any other: the client tries again, and the page asks who is signed in.
  fetchTicket(ended.signal).then(open, () => events.onClose());
  return {
    send(text: string) {
      if (socket?.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => {
      ended.abort();
      socket?.close();
    },
  };
}
