import type { LiveSession } from '@orrery/protocol';
import * as z from 'zod';

const MAX_TEXT = 4096;

/** The last moment that a date can name. */
const LAST_MS = 8.64e15;

const text = z.string().catch('');
const optionalText = z.string().max(MAX_TEXT).nullable().catch(null);
const optionalTime = z.number().min(0).max(LAST_MS).nullable().catch(null);

/** `sessions/<pid>.json`. Only what is shown or checked is taken; the rest (sockets, machine id) stays on the host. */
const registrySchema = z.object({
  pid: z.number().int().positive(),
  // It becomes part of commands and addresses, and any program of the account can write such a file.
  sessionId: z.string().regex(/^\w[\w-]{0,127}$/),
  cwd: optionalText,
  startedAt: optionalTime,
  procStart: optionalText,
  pidDomain: optionalText,
  version: optionalText,
  kind: optionalText,
  entrypoint: optionalText,
  name: optionalText,
  nameSource: text,
  status: optionalText,
  statusUpdatedAt: optionalTime,
  updatedAt: optionalTime,
  waitingFor: optionalText,
  jobId: optionalText,
});

const statuses = ['busy', 'idle', 'waiting', 'shell'] as const;

/** A registry file, before its process was checked. */
export interface RegistryEntry {
  session: Omit<LiveSession, 'process'>;
  procStart: string | null;
  /** `pid:[...]` of the client; null where its version does not write it. */
  pidNamespace: string | null;
  /** Short id of a background session, which its client can be asked to stop by. Not told to the hub. */
  jobId: string | null;
}

/** Null when the text is not (yet) a registry entry. */
export function parseRegistryEntry(root: string, json: string): RegistryEntry | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const parsed = registrySchema.safeParse(value);
  if (!parsed.success) return null;
  const entry = parsed.data;
  const status = statuses.find((known) => known === entry.status) ?? (entry.status === null ? null : 'other');
  return {
    procStart: entry.procStart,
    pidNamespace: entry.pidDomain?.match(/pid:\[\d+\]/)?.[0] ?? null,
    jobId: entry.jobId,
    session: {
      root,
      source: 'registry',
      kind: entry.kind,
      pid: entry.pid,
      sessionId: entry.sessionId,
      status,
      waitingFor: entry.waitingFor,
      statusSince: entry.statusUpdatedAt ?? entry.updatedAt,
      startedAt: entry.startedAt,
      cwd: entry.cwd,
      entrypoint: entry.entrypoint,
      version: entry.version,
      name: entry.nameSource === 'derived' ? null : entry.name,
    },
  };
}
