import type {
  AgentRow,
  BlockRow,
  ChunkRow,
  DayTotal,
  DocumentRow,
  FileRow,
  HookRow,
  HostRow,
  LiveRow,
  RequestRow,
  SessionRow,
  ToolCallRow,
  UsageRow,
  WaitingRow,
} from './rows.ts';

/** Tables of the storage in memory. Rows are replaced, never changed in place. */
export interface MemoryTables {
  meta: Map<string, string>;
  hosts: Map<string, HostRow>;
  waiting: Map<string, WaitingRow>;
  files: Map<number, FileRow>;
  fileKeys: Map<string, number>;
  /** In the order of commit. */
  chunks: Map<number, ChunkRow>;
  documents: Map<string, DocumentRow>;
  sessions: Map<number, SessionRow>;
  sessionIds: Map<string, number>;
  summaries: Map<string, string>;
  states: Map<number, string>;
  agents: Map<number, Map<string, AgentRow>>;
  toolCalls: Map<number, Map<string, ToolCallRow>>;
  blocks: Map<number, BlockRow>;
  sessionBlocks: Map<number, number[]>;
  usage: Map<string, Map<string, UsageRow>>;
  days: Map<string, DayTotal>;
  live: Map<string, LiveRow>;
  requests: Map<string, RequestRow>;
  hooks: Map<number, HookRow>;
}

/** Empty tables. */
export function createTables(): MemoryTables {
  return {
    meta: new Map(),
    hosts: new Map(),
    waiting: new Map(),
    files: new Map(),
    fileKeys: new Map(),
    chunks: new Map(),
    documents: new Map(),
    sessions: new Map(),
    sessionIds: new Map(),
    summaries: new Map(),
    states: new Map(),
    agents: new Map(),
    toolCalls: new Map(),
    blocks: new Map(),
    sessionBlocks: new Map(),
    usage: new Map(),
    days: new Map(),
    live: new Map(),
    requests: new Map(),
    hooks: new Map(),
  };
}
