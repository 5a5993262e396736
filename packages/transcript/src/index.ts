export type * from './entries/entry.ts';
export type * from './session/session-projection.ts';
export type * from './session/session-view.ts';
export type * from './session/transcript-file.ts';
export type * from './usage/token-usage.ts';
