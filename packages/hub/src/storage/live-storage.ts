import type { Storage } from './storage.ts';

/** The part of storage that keeps what clients report of themselves, ask, and say by their hooks. */
export type LiveStorage = Pick<
  Storage,
  | 'liveOfHost'
  | 'liveOfSession'
  | 'putLive'
  | 'deleteLive'
  | 'requestRefs'
  | 'request'
  | 'requestsOfSession'
  | 'putRequest'
  | 'deleteRequest'
  | 'hookOfSession'
  | 'hooksOfHost'
  | 'putHook'
  | 'deleteHook'
>;
