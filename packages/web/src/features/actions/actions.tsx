import { useLocation, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { groupOf } from '../../state/session-status.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { useLiveStore } from '../../state/use-live.tsx';
import { lazyExtra } from '../../ui/lazy-part.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { useControl } from '../control/use-control.tsx';
import { orderSessions } from '../sessions/list-order.ts';
import { visibleIds } from '../sessions/visible-ids.ts';
import { letterKeysSetting } from '../settings/key-setting.ts';
import { type ActionContext, actions } from './action-table.ts';
import { isField, isTypingKey, matchKeys } from './key-match.ts';
import { openedLayer, openLayer, typeAhead, useLayer } from './palette-state.ts';
import { copySessionLink } from './session-actions.ts';

const loadPalette = () => import('./palette.tsx').then(({ Palette }) => Palette);
const ShortcutSheet = lazyExtra(() => import('./shortcut-sheet.tsx').then((found) => found.ShortcutSheet));
const ResumeDialog = lazyExtra(() => import('../chat/resume-dialog.tsx').then((found) => found.ResumeDialog));

/** Between the two letters of a pair. */
const PAIR_MS = 1_200;
const allKeys = actions.flatMap(({ keys }) => (keys === null ? [] : [keys]));

/** Palette, shortcut sheet and key bindings: all fed by the one action table. */
export function Actions() {
  const context = useActionContext();
  const layer = useLayer();
  useKeyBindings(context);
  const Palette = usePalette(layer === 'palette');
  const close = () => openLayer('none');
  return (
    <>
      {layer === 'palette' && Palette !== null && <Palette context={context} onClose={close} />}
      {layer === 'shortcuts' && <ShortcutSheet onClose={close} />}
      {layer === 'resume' && context.sessionId !== null && (
        <ResumeDialog sessionId={context.sessionId} onClose={close} />
      )}
    </>
  );
}

/** The palette, fetched when it is first asked for; what is typed meanwhile is kept for it. */
function usePalette(isWanted: boolean): Awaited<ReturnType<typeof loadPalette>> | null {
  const [loaded, setLoaded] = useState<{ Palette: Awaited<ReturnType<typeof loadPalette>> } | null>(null);
  useEffect(() => {
    if (loaded !== null || !isWanted) return;
    loadPalette().then(
      (Palette) => setLoaded({ Palette }),
      () => {
        openLayer('none');
        showToast({ title: 'The palette did not load', text: 'The hub cannot be reached.', isError: true });
      },
    );
  }, [loaded, isWanted]);
  return loaded?.Palette ?? null;
}

function useActionContext(): ActionContext {
  const navigate = useNavigate();
  const store = useLiveStore();
  const { pathname } = useLocation();
  const search = useSearch({ strict: false }) as { session?: string };
  const params = useParams({ strict: false }) as { sessionId?: string };
  const sessionId = params.sessionId ?? search.session ?? null;
  const control = useControl();
  return useMemo(() => {
    const openSession = (session: string) => {
      const isThere = pathname === '/';
      void navigate({
        to: '/',
        search: (before: object) => ({ ...(isThere ? before : {}), session }),
        replace: isThere,
      });
    };
    return {
      sessionId,
      goTo: (to) => void navigate({ to }),
      openSession,
      openConversation: (id) => void navigate({ to: '/sessions/$sessionId', params: { sessionId: id } }),
      moveSelection(step) {
        const ids = visibleIds();
        const at = sessionId === null ? -1 : ids.indexOf(sessionId);
        const next = at < 0 ? ids[0] : ids[Math.min(ids.length - 1, Math.max(0, at + step))];
        if (next !== undefined) openSession(next);
      },
      selectNextNeedingYou() {
        const state = store.state();
        const waiting = [...shownSessions(state).values()].filter(
          (session) => groupOf(session) === 'needsYou',
        );
        const ids = orderSessions(waiting, Date.now() + state.skewMs).map(({ id }) => id);
        const next = ids[(sessionId === null ? -1 : ids.indexOf(sessionId)) + 1] ?? ids[0];
        if (next !== undefined) openSession(next);
      },
      focusSearch() {
        const field = document.getElementById('session-filter') ?? document.getElementById('archive-search');
        if (field === null) openLayer('palette');
        else field.focus();
      },
      cyclePanes,
      copyLink: copySessionLink,
      live: () => store.latest(),
      control,
    };
  }, [navigate, pathname, sessionId, store, control]);
}

/** Moves the focus from landmark to landmark. */
function cyclePanes(step: 1 | -1) {
  const panes = ['pane-fleet', 'main', 'pane-detail'].flatMap((id) => document.getElementById(id) ?? []);
  if (panes.length === 0) return;
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  panes[(at + step + panes.length) % panes.length]?.focus();
}

/** The one listener for keys on the window. */
function useKeyBindings(context: ActionContext) {
  const held = useRef(context);
  held.current = context;
  // With the page's first picture, not after it: a key that is pressed at once would be lost.
  useLayoutEffect(() => {
    let pending: { letter: string; at: number } | null = null;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const isLetter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (openedLayer() === 'palette' && isLetter && !isField(document.activeElement)) {
        event.preventDefault();
        typeAhead(event.key);
        return;
      }
      const isDialogOpen =
        openedLayer() !== 'none' || document.querySelector('[role="dialog"], [role="menu"]') !== null;
      const first = pending !== null && Date.now() - pending.at < PAIR_MS ? pending.letter : null;
      pending = null;
      const result = matchKeys(event, allKeys, first);
      if (result.kind === 'none') return;
      const keys = result.kind === 'match' ? result.keys : result.letter;
      if (isTypingKey(keys) && (isDialogOpen || isField(document.activeElement) || !letterKeysSetting.read()))
        return;
      if (result.kind === 'first') {
        pending = { letter: result.letter, at: Date.now() };
        return;
      }
      const action = actions.find((each) => each.keys === result.keys);
      if (action === undefined) return;
      // A key held down moves on through the list; it must not answer what comes next.
      if (event.repeat && action.canRepeat !== true) return;
      if (action.isEnabled(held.current)) {
        event.preventDefault();
        action.run(held.current);
        return;
      }
      const why = action.whyNot?.(held.current) ?? null;
      if (why !== null) showToast({ title: why, key: 'why' });
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}
