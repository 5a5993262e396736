import type { SessionSummary } from '@orrery/protocol';

/** The client's own id of a session: the hub adds the machine to it where two machines have the same. */
export function clientSessionId({ id, hostId }: Pick<SessionSummary, 'id' | 'hostId'>): string {
  const suffix = `~${hostId}`;
  return id.endsWith(suffix) ? id.slice(0, -suffix.length) : id;
}
