import type { HeldRequest, HookReport, PermissionRequests } from '@orrery/protocol';
import { SESSION } from './contract-world.ts';

/** A request of the usual session, with whatever the test wants different. */
export function heldRequest(part: Partial<HeldRequest> = {}): HeldRequest {
  return {
    id: 'r1',
    root: '/home/ana/.claude',
    sessionId: SESSION,
    agentId: null,
    agentType: null,
    tool: 'Bash',
    input: '{"command":"rm -r build"}',
    suggestions: ['Bash(rm:*)'],
    at: Date.now(),
    expiresAt: null,
    ...part,
  };
}

/** A change of what a machine's clients ask. */
export function requestsChange(part: Partial<PermissionRequests> = {}): PermissionRequests {
  return { type: 'permissionRequests', isFull: false, open: [], closed: [], ...part };
}

/** What a hook of the usual session said. */
export function hookReport(part: Partial<HookReport> = {}): HookReport {
  return {
    root: '/home/ana/.claude',
    sessionId: SESSION,
    status: 'idle',
    reason: 'Stop',
    at: Date.now(),
    ...part,
  };
}
