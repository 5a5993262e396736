import type { HostView, SessionSummary } from '../state/wire-types.ts';

/** A session row that says nothing special, with what a test cares for. */
export function sessionRow(id: string, more: Partial<SessionSummary> = {}): SessionSummary {
  return {
    id,
    hostId: 'h1',
    title: `Session ${id}`,
    titleSource: 'prompt',
    project: 'app',
    cwd: '/src/app',
    gitBranch: 'main',
    person: 'Ana Ferreira',
    client: 'cli',
    clientVersion: '2.1.330',
    model: 'claude-opus-4-5-20251101',
    state: 'working',
    stateReason: 'reported by the client',
    stateSince: 1_000,
    waiting: null,
    requests: [],
    alerts: [],
    startedAt: 0,
    lastActivityAt: 1_000,
    usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, costMicros: 0 },
    usageIsLowerBound: false,
    agents: 0,
    agentsWorking: 0,
    prompts: 1,
    toolCalls: 0,
    toolErrors: 0,
    contextTokens: 0,
    contextWindow: 200_000,
    lastAction: null,
    burn: [],
    pid: null,
    malformedLines: 0,
    unknownLines: 0,
    forkedFrom: null,
    lastSeq: 1,
    changeSeq: 1,
    ...more,
  };
}

/** A session that waits for a person. */
export function waitingRow(
  id: string,
  kind: 'permission' | 'question',
  since: number,
  more: Partial<SessionSummary> = {},
): SessionSummary {
  const waiting = {
    kind,
    reported: '',
    tool: kind === 'permission' ? 'Bash' : null,
    text: 'ls',
    agentId: null,
  };
  return sessionRow(id, { state: 'waiting', stateSince: since, waiting, ...more });
}

/** A machine row that says nothing special. */
export function hostRow(id: string, more: Partial<HostView> = {}): HostView {
  return {
    id,
    name: id,
    os: 'linux',
    arch: 'x64',
    formFactor: 'server',
    person: null,
    state: 'connected',
    reason: '',
    lastSeenAt: 0,
    agentVersion: '0.1.0',
    lagLines: 0,
    roundTripMs: 1,
    duplicateOf: null,
    revoked: null,
    cpus: 8,
    memoryBytes: 16 * 2 ** 30,
    metrics: null,
    claudeVersion: null,
    notFollowed: [],
    hooks: { state: 'unknown', detail: '' },
    allows: ['hooks', 'close'],
    slot: 0,
    changeSeq: 1,
    ...more,
  };
}
