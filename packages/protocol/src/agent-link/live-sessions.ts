import * as z from 'zod';

/** One running client, with pid, start time and pid namespace checked on the host. */
export const liveSessionSchema = z.object({
  root: z.string(),
  /** `registry`: its own file. `process`: found among the processes, for clients that keep no registry; the session is inferred. */
  source: z.enum(['registry', 'process']).default('registry'),
  /** As the registry says: `interactive`, `bg`, `daemon`; null where it does not. */
  kind: z.string().nullable().default(null),
  pid: z.number().int(),
  sessionId: z.string(),
  /** As reported; null where this client version does not report (print mode of some versions). */
  status: z.enum(['busy', 'idle', 'waiting', 'shell', 'other']).nullable(),
  /** The client's words for what it waits for. */
  waitingFor: z.string().nullable(),
  /** Milliseconds since the epoch, host clock. */
  statusSince: z.number().nullable(),
  startedAt: z.number().nullable(),
  cwd: z.string().nullable(),
  entrypoint: z.string().nullable(),
  version: z.string().nullable(),
  /** Name that a person gave; null when it was derived from the folder. */
  name: z.string().nullable(),
  /** `alive`: checked. `unverifiable`: the pid belongs to another pid namespace, so nothing can be said. */
  process: z.enum(['alive', 'unverifiable']),
});

/** Changes of a host's running clients. `isFull` replaces all that was known. */
export const liveSessionsSchema = z.object({
  type: z.literal('liveSessions'),
  isFull: z.boolean(),
  running: z.array(liveSessionSchema),
  /** Gone: `exited` removed its registry file, `died` left it behind. With `isFull` all files that were left behind, however old. */
  gone: z.array(
    z.object({
      root: z.string(),
      pid: z.number().int(),
      sessionId: z.string(),
      how: z.enum(['exited', 'died']),
    }),
  ),
});

export type LiveSession = z.infer<typeof liveSessionSchema>;
export type LiveSessions = z.infer<typeof liveSessionsSchema>;
