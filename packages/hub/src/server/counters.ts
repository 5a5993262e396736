/** What the hub counts about itself, for `/metrics`. Plain numbers; whoever does the thing adds one. */
export interface Counters {
  agentsConnected: number;
  agentHandshakesRefused: number;
  batchesCommitted: number;
  batchesRefused: number;
  batchBytes: number;
  /** Payload bytes taken from agents and not committed yet. */
  ingestQueueBytes: number;
  /** The same as work: raw bytes of lines, and what rows of messages cost; and how many batches and messages. */
  ingestQueueRawBytes: number;
  ingestQueueItems: number;
  /** Agents that are not read, because they or all have too much waiting. */
  agentsHeld: number;
  /** Times that an agent was faster than it may be. */
  agentsSlowed: number;
  /** Commands to agents: sent, those that nobody answered, and those that wait for their answer. */
  commandsWaiting: number;
  commandsSent: number;
  commandsUnanswered: number;
  /** Requests that clients wait with now. */
  permissionRequestsOpen: number;
  liveSockets: number;
  liveSubscriptions: number;
  liveFrames: number;
  /** Readers that were too slow and got a fresh snapshot instead of what they missed. */
  liveCutToSnapshot: number;
  /** Frames that are kept for readers whose snapshot is under way. */
  liveHeldFrames: number;
  liveHeldBytes: number;
  /** Notices that wait for a browser or a webhook. */
  noticesWaiting: number;
  /** Deliveries of notices to browsers and webhooks. */
  noticesSent: number;
  noticesFailed: number;
}

/** All zero. */
export function createCounters(): Counters {
  return {
    agentsConnected: 0,
    agentHandshakesRefused: 0,
    batchesCommitted: 0,
    batchesRefused: 0,
    batchBytes: 0,
    ingestQueueBytes: 0,
    ingestQueueRawBytes: 0,
    ingestQueueItems: 0,
    agentsHeld: 0,
    agentsSlowed: 0,
    commandsWaiting: 0,
    commandsSent: 0,
    commandsUnanswered: 0,
    permissionRequestsOpen: 0,
    liveSockets: 0,
    liveSubscriptions: 0,
    liveFrames: 0,
    liveCutToSnapshot: 0,
    liveHeldFrames: 0,
    liveHeldBytes: 0,
    noticesWaiting: 0,
    noticesSent: 0,
    noticesFailed: 0,
  };
}
