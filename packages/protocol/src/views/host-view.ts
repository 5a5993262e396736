import * as z from 'zod';

/** What an agent tells of its machine. Optional facts are absent where the platform does not give them. */
export const hostFactsSchema = z.object({
  os: z.string(),
  osVersion: z.string(),
  arch: z.string(),
  cpus: z.number().int(),
  memoryBytes: z.number(),
  formFactor: z.enum(['laptop', 'desktop', 'server', 'pi', 'cloud', 'unknown']),
  /** Who uses the machine: the account's full name, or its login name. */
  person: z.string().nullable(),
});

export type HostFacts = z.infer<typeof hostFactsSchema>;

/** How busy and how full a machine is. Null where the platform does not tell. */
export const hostMetricsSchema = z.object({
  /** Mean number of running processes over the last minute. */
  load1: z.number().nonnegative().nullable(),
  memoryUsedBytes: z.number().nonnegative(),
  /** Of the disk that holds the first Claude folder. */
  diskFreeBytes: z.number().nonnegative().nullable(),
  diskTotalBytes: z.number().nonnegative().nullable(),
});

export type HostMetrics = z.infer<typeof hostMetricsSchema>;

/** Whether sessions of a machine can be answered from the page. */
export const hooksStateSchema = z.object({
  /**
   * `installed`: in the settings of every Claude folder. `partly`: in some. `absent`: in none. `broken`: installed, but the
   * receiver does not listen or a settings file cannot be read. `unknown`: the agent does not say.
   */
  state: z.enum(['installed', 'partly', 'absent', 'broken', 'unknown']),
  /** What is wrong, in words; empty when nothing is. */
  detail: z.string().max(1024),
});

export type HooksState = z.infer<typeof hooksStateSchema>;

/** Who revoked a machine, when, and why. */
export const revocationSchema = z.object({
  at: z.number(),
  by: z.string().max(256),
  /** In their own words; empty when they gave none. */
  why: z.string().max(512),
});

export type Revocation = z.infer<typeof revocationSchema>;

/** A machine as lists and the map show it. */
export const hostViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  os: z.string(),
  arch: z.string(),
  formFactor: hostFactsSchema.shape.formFactor,
  person: z.string().nullable(),
  state: z.enum(['connected', 'degraded', 'unreachable']),
  /** Empty when connected; else why ("polling: inotify watch limit reached", "connection lost"). */
  reason: z.string(),
  lastSeenAt: z.number().nullable(),
  agentVersion: z.string(),
  /** Complete lines on the machine that the hub has not committed yet. */
  lagLines: z.number().int(),
  /** Median round trip of the agent link, milliseconds; null until measured. */
  roundTripMs: z.number().nullable(),
  /** Host of which this one presents the same identity. */
  duplicateOf: z.string().nullable(),
  /** Set while its key is refused; its history stays. */
  revoked: revocationSchema.nullable(),
  cpus: z.number().int(),
  memoryBytes: z.number(),
  /** Null until the agent has told. */
  metrics: hostMetricsSchema.nullable(),
  claudeVersion: z.string().nullable(),
  hooks: hooksStateSchema,
  /** Its agent is connected and new enough to approve, deny and close. */
  canAct: z.boolean(),
  /** Slot on the fleet map, 0 and up, given once in the order of joining. */
  slot: z.number().int(),
  changeSeq: z.number().int(),
});

export type HostView = z.infer<typeof hostViewSchema>;
