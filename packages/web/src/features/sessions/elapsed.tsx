import { formatDuration } from '../../format/duration.ts';
import type { SessionSummary } from '../../state/wire-types.ts';
import { Ticking } from '../../ui/ticking.tsx';

/** How long a session has lasted, or did last. */
export function Elapsed({ session }: { session: SessionSummary }) {
  const { startedAt, lastActivityAt, state } = session;
  if (startedAt === null) return null;
  const isOver = state === 'ended' || state === 'crashed';
  if (isOver && lastActivityAt !== null) return formatDuration(lastActivityAt - startedAt);
  return <Ticking at={startedAt} format={formatDuration} />;
}
