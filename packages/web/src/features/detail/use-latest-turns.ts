import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { fetchEntries } from '../../api.ts';
import type { EntryView } from '../../state/wire-types.ts';
import { type LatestTurns, latestTurns } from './latest-turns.ts';

/** The main thread is asked for again when the tail has moved on by so many entries. */
const STEP = 200;
/** A prompt and what is shown of its turn, with room for results that are not told. */
const LIMIT = 100;

export interface FoundTurns extends LatestTurns {
  /** The tail does not reach back to the turn, and what came before is on its way. */
  isLoading: boolean;
  /** Why what came before could not be read; null when it could, or was not needed. */
  error: string | null;
}

/** The newest turn of the main thread, also where the tail of a busy session holds only what its sub-agents said since. */
export function useLatestTurns(sessionId: string, tail: readonly EntryView[]): FoundTurns {
  const inTail = useMemo(() => latestTurns(tail), [tail]);
  const first = tail[0]?.seq ?? 1;
  const isCut = inTail.prompt === null && first > 1;
  // Not below `first`, so that nothing is missing between this answer and the tail until the next one.
  const before = Math.ceil(first / STEP) * STEP;
  const older = useQuery({
    queryKey: ['mainThread', sessionId, before],
    queryFn: ({ signal }) => fetchEntries(sessionId, { agent: 'main', before, limit: LIMIT }, signal),
    enabled: isCut,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (data, query) => (query?.queryKey[1] === sessionId ? data : undefined),
  });
  const items = isCut ? older.data?.items : undefined;
  const found = useMemo(
    () => (items === undefined ? inTail : latestTurns([...items.filter(({ seq }) => seq < first), ...tail])),
    [items, inTail, first, tail],
  );
  return {
    ...found,
    isLoading: isCut && older.isPending,
    error: isCut ? (older.error?.message ?? null) : null,
  };
}
