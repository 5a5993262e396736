import * as z from 'zod';
import { hostFactsSchema, hostViewSchema } from '../views/host-view.ts';
import { onBehalf } from './on-behalf.ts';

/** Body of `GET /api/hosts`. */
export const hostsSchema = z.array(hostViewSchema);

/** As long as a machine may name itself. */
const hostNameSchema = z.string().trim().min(1).max(128);

/** Body of `POST /api/hosts/:id/revoke` and of `POST /api/hosts/:id/refuse` (admin). */
export const revokeHostRequestSchema = z.object(onBehalf);

/**
 * Body of `POST /api/hosts/:id/admit` (admin). Of a revoked machine: its key is taken again. Of a machine that waits: `own` makes
 * it a machine of its own, `same` says that it is the machine `hostId` (needed only where several have the key).
 */
export const admitHostRequestSchema = z.object({
  as: z.enum(['own', 'same']).default('own'),
  hostId: z.string().max(64).optional(),
  ...onBehalf,
});

/** Body of `POST /api/hosts/:id/rename` (admin). Null: the name that the machine gives itself. */
export const renameHostRequestSchema = z.object({ name: hostNameSchema.nullable(), ...onBehalf });

/** Body of `DELETE /api/hosts/:id` (admin). */
export const removeHostRequestSchema = z.object({
  /** The machine's name as it is shown, again: whoever removes the wrong one has typed it. */
  name: z.string().max(256),
  /** Its sessions, stored lines, documents, index and tokens are deleted too. */
  withHistory: z.boolean(),
  ...onBehalf,
});

/** A machine that shows a known key and is not the one that joined with it. */
export const waitingMachineSchema = z.object({
  id: z.string().max(64),
  name: z.string().max(256),
  os: hostFactsSchema.shape.os,
  arch: hostFactsSchema.shape.arch,
  person: hostFactsSchema.shape.person,
  agentVersion: z.string().max(64),
  /** Machines that have the key. */
  knownAs: z.array(z.object({ id: z.string().max(64), name: z.string().max(256) })).max(64),
  firstSeenAt: z.number(),
  lastSeenAt: z.number(),
  /** Set when an administrator refused it; it stays refused. */
  refused: z.object({ at: z.number(), by: z.string().max(256) }).nullable(),
});

/** Body of `GET /api/hosts/waiting` (admin). */
export const waitingMachinesSchema = z.array(waitingMachineSchema);

/** Body of `GET /api/hosts/:id/holdings` (admin): what goes with a machine, or stays. */
export const hostHoldingsSchema = z.object({
  sessions: z.number().int(),
  files: z.number().int(),
  documents: z.number().int(),
  rawBytes: z.number(),
});

/** A removal that goes on. What is over is not listed. */
export const hostRemovalSchema = z.object({
  id: z.string().max(64),
  name: z.string().max(256),
  at: z.number(),
  by: z.string().max(256),
  withHistory: z.boolean(),
  /** What is still there. */
  sessionsLeft: z.number().int(),
  filesLeft: z.number().int(),
  /** What is done now, in words. */
  step: z.string().max(128),
});

/** Body of `GET /api/hosts/removals` (admin). */
export const hostRemovalsSchema = z.array(hostRemovalSchema);

export type AdmitHostRequest = z.infer<typeof admitHostRequestSchema>;
export type RemoveHostRequest = z.infer<typeof removeHostRequestSchema>;
export type WaitingMachine = z.infer<typeof waitingMachineSchema>;
export type HostHoldings = z.infer<typeof hostHoldingsSchema>;
export type HostRemoval = z.infer<typeof hostRemovalSchema>;
