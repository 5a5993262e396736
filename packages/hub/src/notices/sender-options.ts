import type { Clock } from '../server/clock.ts';
import type { Counters } from '../server/counters.ts';
import type { HubLogger } from '../server/hub-logger.ts';
import type { Schedule } from './delivery-queue.ts';
import type { Notice } from './notice.ts';
import type { NoticeLimits } from './notice-limits.ts';

/** What both senders need. */
export interface SenderOptions {
  clock: Clock;
  counters: Counters;
  logger: HubLogger;
  limits: NoticeLimits;
  schedule: Schedule;
  /** A receiver has it. */
  onSent: (notice: Notice) => void;
}
