import type { HalfOpen } from '@orrery/link';
import type { WebSocket } from 'ws';
import type { Archive } from '../archive/archive.ts';
import type { AccessJournal } from '../audit/access-journal.ts';
import type { JoinTokens } from '../auth/join-tokens.ts';
import type { AgentCommands } from '../control/agent-commands.ts';
import type { PermissionDesk } from '../control/permission-desk.ts';
import type { Clock } from '../server/clock.ts';
import type { Counters } from '../server/counters.ts';
import type { FailureLimiter } from '../server/failure-limiter.ts';
import type { HubLogger } from '../server/hub-logger.ts';
import type { AgentRoster } from './agent-roster.ts';
import type { HubKey } from './hub-key.ts';
import type { IngestGate } from './ingest-gate.ts';
import type { LinkLog } from './link-log.ts';

/** Largest frame of an agent: a batch with one line at the cap that no compression helps, and its header. */
export const MAX_AGENT_FRAME_BYTES = 64 * 1024 * 1024 + 64 * 1024;

/** Numbers of the agent link, in one place so that tests can be quick. */
export interface AgentLinkLimits {
  /** Unacknowledged payload bytes that one agent may have. */
  windowBytes: number;
  /** Payload bytes of all agents that may wait for the archive. */
  maxQueueBytes: number;
  /** The same as work: raw bytes of lines, and rows that messages write. Of all agents, and of one. */
  maxQueueRawBytes: number;
  maxAgentRawBytes: number;
  /** Batches and messages of one machine that may wait. */
  maxAgentItems: number;
  /** Points of one agent's messages a second, and at once: a batch is one point, a text message ten. */
  pointsPerSecond: number;
  pointsBurst: number;
  /** Answers that an agent has not read; with more its link is cut. A page of the manifest is some megabytes. */
  maxUnsentBytes: number;
  maxUnsentFrames: number;
  /** hello to welcome. */
  handshakeMs: number;
  /** Connections that are not in; one more pushes the oldest out. */
  maxHalfOpen: number;
  /** Between pings; twice that without a sign of life is the end. */
  heartbeatMs: number;
  /** An agent says something every 15 seconds; without a word for so long it is gone, whoever answers the pings. */
  wordlessMs: number;
  /** How long an older connection has to answer when a newcomer shows its identity. */
  probeMs: number;
}

/** For real use. */
export const defaultAgentLinkLimits: AgentLinkLimits = {
  windowBytes: 8 * 1024 * 1024,
  maxQueueBytes: 32 * 1024 * 1024,
  maxQueueRawBytes: 128 * 1024 * 1024,
  maxAgentRawBytes: 16 * 1024 * 1024,
  // A tenth of a second of lines, twice what two full groups take.
  maxAgentItems: 256,
  // A busy machine sends some hundred batches a second, and one that joins a thousand documents at once.
  pointsPerSecond: 4_000,
  pointsBurst: 40_000,
  maxUnsentBytes: 32 * 1024 * 1024,
  // A window of the smallest batches has fewer acks.
  maxUnsentFrames: 64 * 1024,
  handshakeMs: 10_000,
  maxHalfOpen: 512,
  heartbeatMs: 5_000,
  wordlessMs: 60_000,
  probeMs: 2_000,
};

/** What every connection shares. */
export interface AgentLinkShared {
  archive: Archive;
  hubKey: HubKey;
  joinTokens: JoinTokens;
  journal: AccessJournal;
  clock: Clock;
  logger: HubLogger;
  log: LinkLog;
  counters: Counters;
  version: string;
  limits: AgentLinkLimits;
  roster: AgentRoster;
  gate: IngestGate;
  /** By public key. */
  failures: FailureLimiter;
  /** Links of a key, failed or not: each one writes rows and tells every page. */
  links: FailureLimiter;
  halfOpen: HalfOpen<WebSocket>;
  commands: AgentCommands;
  permissions: PermissionDesk;
}
