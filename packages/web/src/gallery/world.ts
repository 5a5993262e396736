import { alertSchema, clientKindSchema, sessionStateSchema } from '@orrery/protocol';
import type { FleetTotals, HostView, SessionSummary } from '../state/wire-types.ts';
import { requestsOf } from './world-requests.ts';
import { worldTable } from './world-table.ts';

/** A fleet that stands still: ten machines, five people, 27 sessions in every state. For the gallery, tests and screenshots. */
export interface World {
  hosts: HostView[];
  sessions: SessionSummary[];
  totals: FleetTotals;
}

const BUCKET_MS = 37_500;
const MINUTE = 60_000;

type HostSpec = [name: string, formFactor: HostView['formFactor'], os: string, roundTripMs: number];

const hostSpecs: HostSpec[] = [
  ['build-02', 'server', 'linux', 1],
  ['joel-mini', 'desktop', 'darwin', 14],
  ['gpu-lab', 'server', 'linux', 41],
  ['win-qa', 'unknown', 'win32', 18],
  ['pi-garage', 'pi', 'linux', 38],
  ['studio-01', 'desktop', 'linux', 1],
  ['vps-fra', 'cloud', 'linux', 34],
  ['ana-mbp', 'laptop', 'darwin', 11],
  ['build-01', 'server', 'linux', 1],
  ['pi-rack', 'pi', 'linux', 22],
];

const people: Record<string, string> = {
  Ana: 'Ana Ferreira',
  Sam: 'Sam Lindqvist',
  Joel: 'Joel Okafor',
  Mei: 'Mei Tanaka',
  Priya: 'Priya Raman',
};

interface SessionSpec {
  host: string;
  title: string;
  project: string;
  branch: string;
  person: string;
  client: SessionSummary['client'];
  model: string;
  state: SessionSummary['state'];
  minutes: number;
  tokens: number;
  cost: number;
  agents: number;
  tool: string;
  last: string;
  agoMs: number;
  rate: number;
  waiting: SessionSummary['waiting'];
  alerts: { kind: SessionSummary['alerts'][number]['kind']; evidence: string }[];
}

function parseRow(row: string): SessionSpec {
  const cells = row.split('|').map((cell) => cell.trim());
  const text = (index: number) => cells[index] ?? '';
  const number = (index: number) => Number(text(index));
  const [kind = '', ...rest] = text(16).split(': ');
  const state = sessionStateSchema.parse(text(7));
  const alert = alertSchema.shape.kind.safeParse(kind);
  return {
    host: text(0),
    title: text(1),
    project: text(2),
    branch: text(3),
    person: people[text(4)] ?? text(4),
    client: clientKindSchema.parse(text(5)),
    model: text(6) === 'opus' ? 'claude-opus-4-5-20251101' : 'claude-sonnet-4-5-20250929',
    state,
    minutes: number(8),
    tokens: number(9),
    cost: number(10),
    agents: number(11),
    tool: text(12),
    last: text(13),
    agoMs: number(14) * 1_000,
    rate: number(15),
    waiting: state === 'waiting' ? waitingFor(kind === 'permission' ? 'permission' : 'question', rest) : null,
    alerts: alert.success ? [{ kind: alert.data, evidence: rest.join(': ') }] : [],
  };
}

function waitingFor(
  kind: 'permission' | 'question',
  [tool = '', ...text]: string[],
): SessionSummary['waiting'] {
  return {
    kind,
    reported: kind === 'permission' ? 'permission prompt' : 'input needed',
    tool: tool === '' ? null : tool,
    text: text.join(': '),
    agentId: kind === 'permission' ? 'a4' : null,
  };
}

/** The world as of `now`. */
export function createWorld(now: number): World {
  const hosts = hostSpecs.map(([name, formFactor, os, roundTripMs], slot) =>
    createHost({ name, formFactor, os, roundTripMs, slot, now }),
  );
  const sessions = worldTable
    .trim()
    .split('\n')
    .map((row, index) => createSession(parseRow(row), index, now));
  return { hosts, sessions, totals: { tokensToday: 41.2e6, costMicrosToday: 212_400_000, sessions: 1_284 } };
}

/** Id of the session that the gallery shows whole. */
export const shownSessionId = '00000000-0000-4000-8000-000000000000';

function createHost(of: {
  name: string;
  formFactor: HostView['formFactor'];
  os: string;
  roundTripMs: number;
  slot: number;
  now: number;
}): HostView {
  const isLost = of.name === 'pi-garage';
  return {
    id: of.name,
    name: of.name,
    os: of.os,
    arch: of.formFactor === 'pi' ? 'arm64' : 'x64',
    formFactor: of.formFactor,
    person: null,
    state: isLost ? 'unreachable' : of.name === 'win-qa' ? 'degraded' : 'connected',
    reason: isLost
      ? 'connection lost'
      : of.name === 'win-qa'
        ? 'polling: the disk gives no change events'
        : '',
    lastSeenAt: isLost ? of.now - 6 * MINUTE : of.now,
    agentVersion: '0.1.0',
    lagLines: 0,
    roundTripMs: of.roundTripMs,
    duplicateOf: null,
    revoked: null,
    cpus: 8,
    memoryBytes: 16 * 2 ** 30,
    metrics: {
      load1: of.name === 'build-02' ? 9.4 : 0.4 + of.slot * 0.6,
      memoryUsedBytes: (3 + of.slot) * 2 ** 30,
      diskFreeBytes: (of.name === 'pi-rack' ? 3.1 : 60 + of.slot * 23) * 2 ** 30,
      diskTotalBytes: (of.formFactor === 'pi' ? 64 : 512) * 2 ** 30,
    },
    notFollowed: [],
    claudeVersion: of.name === 'gpu-lab' ? '2.1.298' : '2.1.330',
    hooks: hooksOf(of.name),
    allows: ['hooks', 'close'],
    slot: of.slot,
    changeSeq: 1,
  };
}

function hooksOf(name: string): HostView['hooks'] {
  if (name === 'joel-mini')
    return { state: 'broken', detail: 'port 4677 is taken, so the receiver does not listen' };
  if (name === 'gpu-lab' || name === 'vps-fra') return { state: 'absent', detail: '' };
  return { state: 'installed', detail: '' };
}

function createSession(spec: SessionSpec, index: number, now: number): SessionSummary {
  const lastAt = now - spec.agoMs;
  const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  return {
    id,
    hostId: spec.host,
    title: spec.title,
    titleSource: 'ai',
    project: spec.project,
    cwd: `/home/${spec.person.split(' ')[0]?.toLowerCase()}/src/${spec.project}`,
    gitBranch: spec.branch,
    person: spec.person,
    client: spec.client,
    clientVersion: '2.1.330',
    model: spec.model,
    state: spec.state,
    stateReason: spec.state === 'unreachable' ? 'connection lost' : 'reported by the client',
    stateSince: lastAt,
    waiting: spec.waiting,
    requests: requestsOf(id, index, lastAt),
    alerts: spec.alerts.map((alert) => ({ ...alert, since: now - 4 * MINUTE })),
    startedAt: now - spec.minutes * MINUTE,
    lastActivityAt: lastAt,
    usage: {
      input: spec.tokens * 0.06,
      output: spec.tokens * 0.04,
      cacheRead: spec.tokens * 0.8,
      cacheWrite: spec.tokens * 0.1,
      costMicros: spec.cost * 1e6,
    },
    usageIsLowerBound: false,
    agents: spec.agents,
    agentsWorking: Math.min(spec.agents, 3),
    prompts: 4,
    toolCalls: 64,
    toolErrors: 2,
    contextTokens: 122_000,
    contextWindow: 200_000,
    lastAction:
      spec.last === ''
        ? null
        : {
            kind: spec.tool === '' ? 'text' : 'tool',
            tool: spec.tool || null,
            text: spec.last,
            isError: false,
            at: lastAt,
          },
    burn: createBurn(spec.rate, index, now, spec.alerts[0]?.kind === 'burning'),
    pid: 4_000 + index,
    malformedLines: 0,
    unknownLines: 0,
    forkedFrom: null,
    lastSeq: 240,
    changeSeq: 1,
  };
}

/** A line that wavers around a rate, the same at each run; a burning one climbs. */
function createBurn(perMinute: number, seed: number, now: number, isClimbing: boolean): [number, number][] {
  if (perMinute === 0) return [];
  const newest = Math.floor(now / BUCKET_MS);
  const covered = (BUCKET_MS + (now - newest * BUCKET_MS)) / MINUTE;
  return Array.from({ length: 24 }, (_, index) => {
    const wave = 0.75 + 0.35 * Math.sin(index * 1.7 + seed * 2.3) + 0.2 * Math.sin(index * 3.1 + seed);
    const level = isClimbing ? 0.1 + 0.9 * (index / 23) ** 2 : Math.max(0.05, wave);
    const tokens = index >= 22 ? (perMinute * covered) / 2 : perMinute * (BUCKET_MS / MINUTE) * level * 1.4;
    return [newest - 23 + index, Math.round(tokens)];
  });
}
