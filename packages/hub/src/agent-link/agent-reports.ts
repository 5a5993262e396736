import { type AgentDown, type AgentUp, type HostStatus, OrreryError } from '@orrery/protocol';
import type { CommandPort } from '../control/agent-commands.ts';
import type { AgentLinkShared } from './agent-link-shared.ts';
import type { LiveReportQueue } from './live-report-queue.ts';

interface ReportTaker {
  port: CommandPort;
  /** Answers on the connection that it came by. */
  answer: (message: AgentDown) => void;
  shared: Pick<AgentLinkShared, 'archive' | 'commands' | 'permissions'>;
  liveReports: LiveReportQueue;
  onStatus: (status: HostStatus) => Promise<void>;
}

/** Takes one message of a linked agent; settled when the archive has it. Throws when it does not belong after the handshake. */
export function takeReport(
  message: AgentUp,
  { port, answer, shared, liveReports, onStatus }: ReportTaker,
): Promise<void> {
  const { archive, commands, permissions } = shared;
  const { hostId } = port;
  switch (message.type) {
    case 'document':
      return archive.commitDocument(hostId, message);
    case 'liveSessions':
      return liveReports.push(message);
    case 'hostStatus':
      return onStatus(message);
    case 'permissionRequests':
      // First in memory: whoever sees a request can answer it.
      permissions.apply(hostId, message);
      return archive.applyPermissionRequests(hostId, message);
    case 'hookReports':
      return archive.applyHookReports(hostId, message);
    case 'commandResult':
      commands.settle(port, message);
      return Promise.resolve();
    case 'alive':
      answer(message);
      return Promise.resolve();
    default:
      throw new OrreryError('invalid', `A ${message.type} message does not belong here.`);
  }
}
