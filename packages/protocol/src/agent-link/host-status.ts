import * as z from '../bounded.ts';
import { hooksStateSchema, hostMetricsSchema, notFollowedSchema } from '../views/host-view.ts';
import { MAX_LABEL_CHARS, MAX_PROBLEMS } from '../wire-limits.ts';
import { ALL_GRANTS, grantSchema } from './grant.ts';

/** How the agent and its machine do; sent on change, at most once a second. */
export const hostStatusSchema = z.object({
  type: z.literal('hostStatus'),
  /** Empty when native watching works; else why it polls. */
  degraded: z.text(MAX_LABEL_CHARS),
  lagLines: z.count(),
  /** Folders that cannot be read, in words. */
  problems: z.list(z.text(MAX_LABEL_CHARS), MAX_PROBLEMS),
  /** Absent from agents of protocol 1. */
  metrics: hostMetricsSchema.optional(),
  /** Newest Claude Code that runs or is installed there. */
  claudeVersion: z.text(64).nullable().optional(),
  hooks: hooksStateSchema.optional(),
  /** What the owner lets this hub do there. The agent decides; the hub only shows it. */
  allows: z.list(grantSchema, ALL_GRANTS.length),
  notFollowed: notFollowedSchema,
});

export type HostStatus = z.infer<typeof hostStatusSchema>;
