export type { Agent, AgentOptions, AgentStatus } from './agent/agent-options.ts';
export type { Clock } from './agent/clock.ts';
export { createAgent } from './agent/create-agent.ts';
export type { Logger } from './agent/logger.ts';
export type { Timing } from './agent/timing.ts';
export { type FilesReport, readFilesReport } from './files/files-report.ts';
export { writeGrants } from './grants/grant-store.ts';
export { type GrantsNow, grantsNow } from './grants/settle-grants.ts';
export { readHookStore } from './hooks/hook-store.ts';
export { type HookChange, installHooks, uninstallHooks } from './hooks/installer.ts';
export {
  type FolderHooks,
  type HooksStatus,
  lookAtHooks,
  readHooksStatus,
} from './hooks/read-hooks-status.ts';
export { defaultRoots } from './host/default-roots.ts';
export { type Identity, readIdentity } from './identity/identity-store.ts';
export type { LinkState } from './link/hub-link.ts';
export {
  createProcessControl,
  type NamedProcess,
  type ProcessControl,
} from './live/process-control.ts';
export type { ProcessFacts, SignalResult } from './live/process-facts.ts';
export { createProcessTable, type ProcessTable } from './live/process-table.ts';
