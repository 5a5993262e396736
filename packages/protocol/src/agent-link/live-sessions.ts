import * as z from '../bounded.ts';
import {
  MAX_GONE_SESSIONS,
  MAX_ID_CHARS,
  MAX_LABEL_CHARS,
  MAX_LIVE_SESSIONS,
  MAX_PATH_CHARS,
  MAX_PID,
} from '../wire-limits.ts';

/** One running client, with pid, start time and pid namespace checked on the host. */
export const liveSessionSchema = z.object({
  root: z.text(MAX_PATH_CHARS),
  /** `registry`: its own file. `process`: found among the processes, for clients that keep no registry; the session is inferred. */
  source: z.enum(['registry', 'process']).default('registry'),
  /** As the registry says: `interactive`, `bg`, `daemon`; null where it does not. */
  kind: z.text(MAX_ID_CHARS).nullable().default(null),
  pid: z.whole(0, MAX_PID),
  sessionId: z.text(128),
  /** As reported; null where this client version does not report (print mode of some versions). */
  status: z.enum(['busy', 'idle', 'waiting', 'shell', 'other']).nullable(),
  /** The client's words for what it waits for. */
  waitingFor: z.text(MAX_LABEL_CHARS).nullable(),
  /** Milliseconds since the epoch, host clock. */
  statusSince: z.instant().nullable(),
  startedAt: z.instant().nullable(),
  cwd: z.text(MAX_PATH_CHARS).nullable(),
  entrypoint: z.text(MAX_ID_CHARS).nullable(),
  version: z.text(MAX_ID_CHARS).nullable(),
  /** Name that a person gave; null when it was derived from the folder. */
  name: z.text(MAX_LABEL_CHARS).nullable(),
  /** `alive`: checked. `unverifiable`: the pid belongs to another pid namespace, so nothing can be said. */
  process: z.enum(['alive', 'unverifiable']),
});

/** Changes of a host's running clients. `isFull` replaces all that was known. */
export const liveSessionsSchema = z.object({
  type: z.literal('liveSessions'),
  isFull: z.boolean(),
  running: z.list(liveSessionSchema, MAX_LIVE_SESSIONS),
  /** Gone: `exited` removed its registry file, `died` left it behind. With `isFull` all files that were left behind, however old. */
  gone: z.list(
    z.object({
      root: z.text(MAX_PATH_CHARS),
      pid: z.whole(0, MAX_PID),
      sessionId: z.text(128),
      how: z.enum(['exited', 'died']),
    }),
    MAX_GONE_SESSIONS,
  ),
});

export type LiveSession = z.infer<typeof liveSessionSchema>;
export type LiveSessions = z.infer<typeof liveSessionsSchema>;
