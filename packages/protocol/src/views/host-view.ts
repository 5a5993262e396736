import { ALL_GRANTS, grantSchema } from '../agent-link/grant.ts';
import * as z from '../bounded.ts';
import { MAX_ID_CHARS, MAX_LABEL_CHARS, MAX_WORDS_CHARS } from '../wire-limits.ts';

/** What an agent tells of its machine. Optional facts are absent where the platform does not give them. */
export const hostFactsSchema = z.object({
  os: z.text(256),
  osVersion: z.text(256),
  arch: z.text(64),
  cpus: z.whole(0, 1_000_000),
  memoryBytes: z.amount(),
  formFactor: z.enum(['laptop', 'desktop', 'server', 'pi', 'cloud', 'unknown']),
  /** Who uses the machine: the account's full name, or its login name. */
  person: z.text(256).nullable(),
});

export type HostFacts = z.infer<typeof hostFactsSchema>;

/** How busy and how full a machine is. Null where the platform does not tell. */
export const hostMetricsSchema = z.object({
  /** Mean number of running processes over the last minute. */
  load1: z.amount().nullable(),
  memoryUsedBytes: z.amount(),
  /** Of the disk that holds the first Claude folder. */
  diskFreeBytes: z.amount().nullable(),
  diskTotalBytes: z.amount().nullable(),
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
  detail: z.text(MAX_LABEL_CHARS),
});

export type HooksState = z.infer<typeof hooksStateSchema>;

/** Links, files of others and secrets that the agent did not read, in words; the last entry counts those that are not named. */
export const notFollowedSchema = z.list(z.text(512), 21);

/** Who revoked a machine, when, and why. */
export const revocationSchema = z.object({
  at: z.instant(),
  by: z.text(256),
  /** In their own words; empty when they gave none. */
  why: z.text(512),
});

export type Revocation = z.infer<typeof revocationSchema>;

/** A machine as lists and the map show it. */
export const hostViewSchema = z.object({
  id: z.text(MAX_ID_CHARS),
  name: z.text(MAX_LABEL_CHARS),
  os: z.text(256),
  arch: z.text(64),
  formFactor: hostFactsSchema.shape.formFactor,
  person: z.text(256).nullable(),
  state: z.enum(['connected', 'degraded', 'unreachable']),
  /** Empty when connected; else why ("polling: inotify watch limit reached", "connection lost"). */
  reason: z.text(MAX_WORDS_CHARS),
  lastSeenAt: z.instant().nullable(),
  agentVersion: z.text(64),
  /** Complete lines on the machine that the hub has not committed yet. */
  lagLines: z.count(),
  /** Median round trip of the agent link, milliseconds; null until measured. */
  roundTripMs: z.amount().nullable(),
  /** Host of which this one presents the same identity. */
  duplicateOf: z.text(MAX_ID_CHARS).nullable(),
  /** Set while its key is refused; its history stays. */
  revoked: revocationSchema.nullable(),
  cpus: z.whole(0, 1_000_000),
  memoryBytes: z.amount(),
  /** Null until the agent has told. */
  metrics: hostMetricsSchema.nullable(),
  claudeVersion: z.text(64).nullable(),
  hooks: hooksStateSchema,
  /** What its owner lets this hub do there, as its agent told last. */
  allows: z.list(grantSchema, ALL_GRANTS.length),
  notFollowed: notFollowedSchema,
  /** Slot on the fleet map, 0 and up, given once in the order of joining. */
  slot: z.count(),
  changeSeq: z.count(),
});

export type HostView = z.infer<typeof hostViewSchema>;
