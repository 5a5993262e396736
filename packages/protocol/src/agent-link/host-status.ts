import * as z from 'zod';
import { hooksStateSchema, hostMetricsSchema, notFollowedSchema } from '../views/host-view.ts';

/** How the agent and its machine do; sent on change, at most once a second. */
export const hostStatusSchema = z.object({
  type: z.literal('hostStatus'),
  /** Empty when native watching works; else why it polls. */
  degraded: z.string(),
  lagLines: z.number().int().nonnegative(),
  /** Folders that cannot be read, in words. */
  problems: z.array(z.string()),
  /** Absent from agents of protocol 1. */
  metrics: hostMetricsSchema.optional(),
  /** Newest Claude Code that runs or is installed there. */
  claudeVersion: z.string().max(64).nullable().optional(),
  hooks: hooksStateSchema.optional(),
  /** Absent from agents of protocol 2. */
  notFollowed: notFollowedSchema.optional(),
});

export type HostStatus = z.infer<typeof hostStatusSchema>;
