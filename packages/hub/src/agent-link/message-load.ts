import type { AgentUp } from '@orrery/protocol';
import type { Load } from './ingest-gate.ts';

/** A row that is written costs about as much as so many bytes of lines. */
const ROW_WORK_BYTES = 16 * 1024;

/** What a message asks of the archive. */
export function messageLoad(message: AgentUp, textBytes: number): Load {
  return { heldBytes: textBytes, workBytes: textBytes + rowsOf(message) * ROW_WORK_BYTES };
}

function rowsOf(message: AgentUp): number {
  switch (message.type) {
    case 'liveSessions':
      return message.running.length + message.gone.length;
    case 'hookReports':
      return message.reports.length;
    case 'permissionRequests':
      return message.open.length + message.closed.length;
    case 'alive':
      return 0;
    default:
      return 1;
  }
}
