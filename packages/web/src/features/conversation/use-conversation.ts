import type { EntriesPage } from '@orrery/protocol';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { fetchEntries } from '../../api.ts';
import type { LiveState } from '../../state/live-state.ts';
import { topicOf, useLive, useWatchSession } from '../../state/use-live.tsx';
import { type EntryRun, runOfPage, withLiveEntries, withPageAfter, withPageBefore } from './entry-pages.ts';

const PAGE = 100;
/** Page size and number of pages while a message is looked for that is known by its uuid only. */
const SEEK_PAGE = 500;
const MOST_SEEKS = 60;

/** Where to open a conversation: at its end, or at a message. `seq` makes finding it one request. */
export interface OpenAt {
  uuid: string | null;
  seq: number | null;
}

/** A conversation as far as it is loaded, live at its end. */
export interface Conversation {
  run: EntryRun | null;
  error: string | null;
  loadBefore: () => void;
  loadAfter: () => void;
  reload: () => void;
}

/** Loads a conversation page by page, in both directions. */
export function useConversation(sessionId: string, openAt: OpenAt): Conversation {
  useWatchSession(sessionId);
  const live = useLive(useCallback((state: LiveState) => topicOf(state, sessionId).entries, [sessionId]));
  const [stored, setStored] = useState<EntryRun | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const isBusy = useRef(false);
  const { uuid, seq } = openAt;

  // biome-ignore lint/correctness/useExhaustiveDependencies: an attempt starts it anew
  useEffect(() => {
    const abort = new AbortController();
    setStored(null);
    setError(null);
    loadFirst(sessionId, { uuid, seq }, abort.signal).then(setStored, (cause: unknown) => {
      if (!abort.signal.aborted)
        setError(cause instanceof Error ? cause.message : 'The conversation could not be read.');
    });
    return () => abort.abort();
  }, [sessionId, uuid, seq, attempt]);

  const load = useCallback(
    async (
      query: { before: number } | { after: number },
      join: (run: EntryRun, page: EntriesPage) => EntryRun,
    ) => {
      if (isBusy.current) return;
      isBusy.current = true;
      try {
        const page = await fetchEntries(sessionId, { ...query, limit: PAGE });
        setStored((run) => (run === null ? run : join(run, page)));
      } catch (cause) {
        setError(cause instanceof Error ? cause.message : 'The conversation could not be read.');
      } finally {
        isBusy.current = false;
      }
    },
    [sessionId],
  );
  const run = useMemo(() => (stored === null ? null : withLiveEntries(stored, live)), [stored, live]);
  const first = run?.entries[0]?.seq;
  const last = run?.entries.at(-1)?.seq;
  return {
    run,
    error,
    loadBefore: () => void (run?.hasBefore && first !== undefined && load({ before: first }, withPageBefore)),
    loadAfter: () => void (run?.hasAfter && last !== undefined && load({ after: last }, withPageAfter)),
    reload: () => setAttempt(attempt + 1),
  };
}

async function loadFirst(sessionId: string, { uuid, seq }: OpenAt, signal: AbortSignal): Promise<EntryRun> {
  if (seq !== null) return runOfPage(await fetchEntries(sessionId, { around: seq, limit: PAGE }, signal));
  const newest = runOfPage(await fetchEntries(sessionId, { limit: PAGE }, signal));
  if (uuid === null) return newest;
  // A link names a message by its uuid alone: go back until it is there.
  let run = newest;
  for (
    let seeks = 0;
    seeks < MOST_SEEKS && run.hasBefore && !run.entries.some((entry) => entry.uuid === uuid);
    seeks++
  ) {
    const before = run.entries[0]?.seq;
    if (before === undefined) break;
    run = withPageBefore(run, await fetchEntries(sessionId, { before, limit: SEEK_PAGE }, signal));
  }
  return run.entries.some((entry) => entry.uuid === uuid) ? run : newest;
}
