import { type AgentUp, type HostStatus, OrreryError } from '@orrery/protocol';
import type { CommandPort } from '../control/agent-commands.ts';
import type { AgentLinkShared } from './agent-link-shared.ts';

interface ReportTaker {
  port: CommandPort;
  shared: Pick<AgentLinkShared, 'archive' | 'commands' | 'permissions'>;
  /** Keeps an eye on work that goes on after the message was taken. */
  track: (work: Promise<unknown>) => void;
  onStatus: (status: HostStatus) => void;
}

/** Takes one message of a linked agent. Throws when it does not belong after the handshake. */
export function takeReport(message: AgentUp, { port, shared, track, onStatus }: ReportTaker): void {
  const { archive, commands, permissions } = shared;
  const { hostId } = port;
  switch (message.type) {
    case 'document':
      track(archive.commitDocument(hostId, message));
      break;
    case 'liveSessions':
      track(archive.applyLiveSessions(hostId, message));
      break;
    case 'hostStatus':
      onStatus(message);
      break;
    case 'permissionRequests':
      // First in memory: whoever sees a request can answer it.
      permissions.apply(hostId, message);
      track(archive.applyPermissionRequests(hostId, message));
      break;
    case 'hookReports':
      track(archive.applyHookReports(hostId, message));
      break;
    case 'commandResult':
      commands.settle(port, message);
      break;
    default:
      throw new OrreryError('invalid', `A ${message.type} message does not belong here.`);
  }
}
