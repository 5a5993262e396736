import { OrreryError, SIGN_IN_AGAIN } from '@orrery/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { type BrowserLive, createBrowserLive } from '../../state/browser-live.ts';
import type { LiveState } from '../../state/live-state.ts';
import { LiveProvider, useLive } from '../../state/use-live.tsx';
import { useMe } from './use-me.ts';

/** The live store for the pages below it; whoever is not signed in is sent there first. */
export function SignedInLive({ children }: { children: ReactNode }) {
  const [live, setLive] = useState<BrowserLive | null>(null);
  const queries = useQueryClient();
  useEffect(() => {
    const created = createBrowserLive({
      onUnauthenticated: () => void queries.invalidateQueries({ queryKey: ['me'] }),
    });
    setLive(created);
    return () => created.close();
  }, [queries]);
  return live === null ? null : (
    <LiveProvider live={live}>
      <SignInGate>{children}</SignInGate>
    </LiveProvider>
  );
}

const statusOf = (state: LiveState) => state.connection.status;

function SignInGate({ children }: { children: ReactNode }) {
  const { data, error, refetch } = useMe();
  const status = useLive(statusOf);
  useEffect(() => {
    // A refused socket does not say why: perhaps the session has ended.
    if (status === 'reconnecting') void refetch();
  }, [status, refetch]);
  // Asked again, a query without data forgets its error until the next answer: the way to the sign-in must not begin anew.
  const [refusal, setRefusal] = useState<OrreryError | null>(null);
  if (refusal === null && error instanceof OrreryError && error.kind === 'unauthenticated') setRefusal(error);
  return refusal === null ? children : <ToSignIn error={refusal} wasSignedIn={data !== undefined} />;
}

/** Goes there once. While the sign-in page loads the router's address is already its own: that is not where to return. */
export function ToSignIn({ error, wasSignedIn = false }: { error: OrreryError; wasSignedIn?: boolean }) {
  const router = useRouter();
  const navigate = useNavigate();
  // Whoever believes to be signed in is told why they are asked.
  const why = error.message === SIGN_IN_AGAIN ? 'again' : wasSignedIn ? 'out' : undefined;
  useEffect(() => {
    const next = router.state.location.href;
    void navigate({ to: '/sign-in', search: { next, why }, replace: true });
  }, [router, navigate, why]);
  return null;
}
