import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { media } from '../../ui/use-media.ts';
import type { OperationsSearch } from '../sessions/session-filter.ts';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The entry before this one is the list that the session was chosen from. */
    isFromList?: boolean;
  }
}

/** What the address says of the page, and the ways to change it. */
export interface OperationsAddress {
  search: OperationsSearch;
  change(part: Partial<OperationsSearch>): void;
  /** From the screen of a session back to the list. */
  leaveSession(): void;
}

/**
 * Keys that change too often to be steps of their own on the way back: letters of the filter, and the session where it is
 * shown beside the list.
 */
const passing = new Set(['q', 'session']);

/** The state of the page that lives in the URL. */
export function useOperationsSearch(): OperationsAddress {
  const search = useSearch({ strict: false }) as OperationsSearch;
  const navigate = useNavigate();
  const { history } = useRouter();
  const change = useCallback(
    (part: Partial<OperationsSearch>) => {
      // On a phone the detail is a screen of its own: the way back must lead to the list.
      const isScreen = typeof part.session === 'string' && !matchMedia(media.md).matches;
      const isPassing = !isScreen && Object.keys(part).every((key) => passing.has(key));
      void navigate({
        to: '/',
        search: (before: OperationsSearch) => ({ ...before, ...part }),
        replace: isPassing,
        state: isScreen ? { isFromList: true } : {},
      });
    },
    [navigate],
  );
  const leaveSession = useCallback(() => {
    // Another entry for the list would lead from the list into the session again.
    if (history.location.state.isFromList === true) history.back();
    else change({ session: undefined });
  }, [history, change]);
  return { search, change, leaveSession };
}
