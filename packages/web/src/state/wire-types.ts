import type { SessionSnapshot } from '@orrery/protocol';

export type {
  CloseView,
  EntryView,
  HostView,
  LiveDown,
  PermissionRequestView,
  SessionDelta,
  SessionSnapshot,
  SessionSummary,
} from '@orrery/protocol';

/** An agent as the wire carries it. */
export type AgentRow = SessionSnapshot['agents'][number];

/** A tool call as the wire carries it. */
export type ToolCallRow = SessionSnapshot['toolCalls'][number];

/** Numbers of the board that cannot be derived from the sessions in view. */
export interface FleetTotals {
  tokensToday: number;
  costMicrosToday: number;
  sessions: number;
}
