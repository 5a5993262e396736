import type { Me, Role } from '@orrery/protocol';
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useState,
  useSyncExternalStore,
} from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { activeClose } from '../../state/shown-sessions.ts';
import { useLive, useLiveStore } from '../../state/use-live.tsx';
import type { CloseView, PermissionRequestView, SessionSummary } from '../../state/wire-types.ts';
import type { Busy } from './answering.ts';
import { shownKey } from './asked.ts';
import { type Control, createControl } from './control.ts';
import { answerOffer, closeOffer, isSameOffer, type Offer } from './offer.ts';

const ControlContext = createContext<Control | null>(null);

/** Gives the page below it the means to act on sessions. */
export function ControlProvider({ me, children }: { me: Me | null; children: ReactNode }) {
  const store = useLiveStore();
  const [control, setControl] = useState<Control | null>(null);
  useEffect(() => {
    const created = createControl(store);
    setControl(created);
    return () => created.close();
  }, [store]);
  useEffect(() => control?.setMe(me), [control, me]);
  return control === null ? null : <ControlContext value={control}>{children}</ControlContext>;
}

/** The means to act on sessions. */
export function useControl(): Control {
  const control = useContext(ControlContext);
  if (control === null) throw new Error('No ControlProvider above this component.');
  return control;
}

/** Who is signed in, as far as acting goes. */
export function useMe(): Me | null {
  const { me, subscribe } = useControl();
  return useSyncExternalStore(subscribe, me);
}

/** What is under way for a request. */
export function useBusy(requestId: string): Busy | null {
  const { busyOf, subscribe } = useControl();
  return useSyncExternalStore(subscribe, () => busyOf(requestId));
}

/**
 * Tells the control what a place shows, and where on the page. Before it is painted: a click between the new picture and
 * the news of it would be taken for one on the old.
 */
export function useShownAt(place: string, request: PermissionRequestView, spot = 0): void {
  const { arming } = useControl();
  const shown = shownKey(request);
  useLayoutEffect(() => {
    arming.show(place, shown, spot);
    return () => arming.show(place, null);
  }, [arming, place, shown, spot]);
}

/** Tells the control that a place has more of its request than was on screen so far. Before it is painted, as above. */
export function useUnreadAt(place: string, request: PermissionRequestView, isUnread: boolean): void {
  const { arming } = useControl();
  const shown = shownKey(request);
  useLayoutEffect(() => {
    arming.setUnread(place, shown, isUnread);
    return () => arming.setUnread(place, shown, false);
  }, [arming, place, shown, isUnread]);
}

/** Whether a request can be answered from here. Renders only when the answer changes. */
export function useAnswerOffer(hostId: string, request: PermissionRequestView | null): Offer {
  const role = useMe()?.role ?? null;
  return useLive(
    useCallback(
      (state: LiveState) => answerOffer(factsOf(state, hostId, role), request, Date.now() + state.skewMs),
      [hostId, request, role],
    ),
    isSameOffer,
  );
}

/** Whether a session can be closed from here. */
export function useCloseOffer(session: SessionSummary): Offer {
  const role = useMe()?.role ?? null;
  return useLive(
    useCallback(
      (state: LiveState) =>
        closeOffer(
          factsOf(state, session.hostId, role),
          session,
          activeClose(state, session.id) !== undefined,
        ),
      [session, role],
    ),
    isSameOffer,
  );
}

/** True from the click until the hub has taken the close up. */
export function useIsAskingToClose(sessionId: string): boolean {
  const { isAskingToClose, subscribe } = useControl();
  return useSyncExternalStore(subscribe, () => isAskingToClose(sessionId));
}

/** Who closes a session now, if anybody does. */
export function useActiveClose(sessionId: string): CloseView | undefined {
  return useLive(useCallback((state: LiveState) => activeClose(state, sessionId), [sessionId]));
}

/** What the offers are made from. */
export function factsOf(state: LiveState, hostId: string, role: Role | null) {
  return { role, connection: state.connection.status, host: state.hosts.get(hostId) };
}
