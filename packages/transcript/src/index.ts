export { type AlertThresholds, DEFAULT_THRESHOLDS } from './alerts/alert-thresholds.ts';
export type { AlertState } from './alerts/alert-watch.ts';
export * from './alerts/derive-alerts.ts';
export type * from './entries/entry.ts';
export { MAX_PART_CHARS, oneLine } from './entries/long-text.ts';
export { type ParsedLine, parseLine } from './entries/parse-line.ts';
export {
  isPlausibleTime,
  plausibleTime,
} from './entries/plausible-time.ts';
export { toolArgument, toolDetail } from './entries/tool-argument.ts';
export { keptInput } from './entries/tool-input.ts';
export { jsonExcess, MAX_JSON_DEPTH, MAX_JSON_VALUES } from './lines/json-bounds.ts';
export { createLineSplitter, type LineSplitter } from './lines/line-splitter.ts';
export { eachLine, splitLines } from './lines/split-lines.ts';
export { BURN_BUCKET_MS } from './session/burn.ts';
export { classifyPath } from './session/classify-path.ts';
export { clientKindOf } from './session/client-kind.ts';
export { createSessionProjection, restoreSessionProjection } from './session/create-session-projection.ts';
export { type BranchLink, liveBranch } from './session/live-branch.ts';
export { sessionIdOf } from './session/session-id-of.ts';
export type * from './session/session-projection.ts';
export type * from './session/session-view.ts';
export type * from './session/transcript-file.ts';
export { GUESSED_END_MS } from './state/reported-turn.ts';
export type * from './state/session-state-input.ts';
export { deriveSessionState } from './state/session-status.ts';
export { settleAgent, settleToolCall } from './state/settle.ts';
export { whatIsAsked } from './state/what-is-asked.ts';
export { addBounded, MAX_SUM } from './usage/add-bounded.ts';
export { contextWindowOf } from './usage/context-window.ts';
export { displayModel } from './usage/display-model.ts';
export { isPriced, priceOf } from './usage/price-of.ts';
export type * from './usage/token-usage.ts';
