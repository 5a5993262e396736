import { DEFAULT_THRESHOLDS } from '@orrery/transcript';
import * as z from '../bounded.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

const whole = (least: number, most: number, usual: number) => z.whole(least, most).default(usual);
const usual = DEFAULT_THRESHOLDS;

/** When alerts begin: `GET` and `PUT /api/settings/alerts`. What is not given is as shipped. */
export const alertSettingsSchema = z.object({
  loopSameCalls: whole(2, 100, usual.loopSameCalls),
  loopCycles: whole(2, 100, usual.loopCycles),
  failedCalls: whole(2, 7, usual.failedCalls),
  failedOfCalls: whole(2, 7, usual.failedOfCalls),
  apiErrors: whole(1, 100, usual.apiErrors),
  stuckAfterMs: whole(MINUTE_MS, DAY_MS, usual.stuckAfterMs),
  stuckInToolAfterMs: whole(MINUTE_MS, DAY_MS, usual.stuckInToolAfterMs),
  waitingLongAfterMs: whole(10_000, DAY_MS, usual.waitingLongAfterMs),
  contextFullShare: z.between(0.1, 1).default(usual.contextFullShare),
  burnDeviations: z.between(1, 100).default(usual.burnDeviations),
  burnTimesUsual: z.between(1.1, 100).default(usual.burnTimesUsual),
  burnFloorPerMinute: whole(0, 1_000_000_000, usual.burnFloorPerMinute),
  burnLimitPerMinute: whole(1_000, 1_000_000_000, usual.burnLimitPerMinute),
  burnHistoryMinutes: whole(2, 60, usual.burnHistoryMinutes),
});

export type AlertSettings = z.infer<typeof alertSettingsSchema>;
