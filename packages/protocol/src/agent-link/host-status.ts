import * as z from 'zod';
import { hooksStateSchema, hostMetricsSchema, notFollowedSchema } from '../views/host-view.ts';
import { grantSchema } from './grant.ts';

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
  /** What the owner lets this hub do there. The agent decides; the hub only shows it. */
  allows: z.array(grantSchema).max(grantSchema.options.length),
  notFollowed: notFollowedSchema,
});

export type HostStatus = z.infer<typeof hostStatusSchema>;
