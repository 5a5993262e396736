import * as z from '../bounded.ts';
import { hostFactsSchema, hostViewSchema } from '../views/host-view.ts';
import { MAX_ROWS } from '../wire-limits.ts';
import { onBehalf } from './on-behalf.ts';

/** Body of `GET /api/hosts`. */
export const hostsSchema = z.list(hostViewSchema, MAX_ROWS);

/** As long as a machine may name itself. */
const hostNameSchema = z.text(128).trim().min(1);

/** Body of `POST /api/hosts/:id/revoke` and of `POST /api/hosts/:id/refuse` (admin). */
export const revokeHostRequestSchema = z.object(onBehalf);

/**
 * Body of `POST /api/hosts/:id/admit` (admin). Of a revoked machine: its key is taken again. Of a machine that waits: `own` makes
 * it a machine of its own, `same` says that it is the machine `hostId` (needed only where several have the key).
 */
export const admitHostRequestSchema = z.object({
  as: z.enum(['own', 'same']).default('own'),
  hostId: z.text(64).optional(),
  ...onBehalf,
});

/** Body of `POST /api/hosts/:id/rename` (admin). Null: the name that the machine gives itself. */
export const renameHostRequestSchema = z.object({ name: hostNameSchema.nullable(), ...onBehalf });

/** Body of `DELETE /api/hosts/:id` (admin). */
export const removeHostRequestSchema = z.object({
  /** The machine's name as it is shown, again: whoever removes the wrong one has typed it. */
  name: z.text(256),
  /** Its sessions, stored lines, documents, index and tokens are deleted too. */
  withHistory: z.boolean(),
  ...onBehalf,
});

/** A machine that shows a known key and is not the one that joined with it. */
export const waitingMachineSchema = z.object({
  id: z.text(64),
  name: z.text(256),
  os: hostFactsSchema.shape.os,
  arch: hostFactsSchema.shape.arch,
  person: hostFactsSchema.shape.person,
  agentVersion: z.text(64),
  /** Machines that have the key. */
  knownAs: z.list(z.object({ id: z.text(64), name: z.text(256) }), 64),
  firstSeenAt: z.instant(),
  lastSeenAt: z.instant(),
  /** Set when an administrator refused it; it stays refused. */
  refused: z.object({ at: z.instant(), by: z.text(256) }).nullable(),
});

/** Body of `GET /api/hosts/waiting` (admin). */
export const waitingMachinesSchema = z.list(waitingMachineSchema, MAX_ROWS);

/** Body of `GET /api/hosts/:id/holdings` (admin): what goes with a machine, or stays. */
export const hostHoldingsSchema = z.object({
  sessions: z.count(),
  files: z.count(),
  documents: z.count(),
  rawBytes: z.amount(),
});

/** A removal that goes on. What is over is not listed. */
export const hostRemovalSchema = z.object({
  id: z.text(64),
  name: z.text(256),
  at: z.instant(),
  by: z.text(256),
  withHistory: z.boolean(),
  /** What is still there. */
  sessionsLeft: z.count(),
  filesLeft: z.count(),
  /** What is done now, in words. */
  step: z.text(128),
});

/** Body of `GET /api/hosts/removals` (admin). */
export const hostRemovalsSchema = z.list(hostRemovalSchema, MAX_ROWS);

export type AdmitHostRequest = z.infer<typeof admitHostRequestSchema>;
export type RemoveHostRequest = z.infer<typeof removeHostRequestSchema>;
export type WaitingMachine = z.infer<typeof waitingMachineSchema>;
export type HostHoldings = z.infer<typeof hostHoldingsSchema>;
export type HostRemoval = z.infer<typeof hostRemovalSchema>;
