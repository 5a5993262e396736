import { memo, useCallback, useRef, useState } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { useLive } from '../../state/use-live.tsx';
import type { PermissionRequestView, SessionSummary } from '../../state/wire-types.ts';
import { useFocusRefuge } from '../../ui/use-focus-refuge.ts';
import { AnswerButtons } from '../control/answer-buttons.tsx';
import { askedInShort, cardRequest, shownKey } from '../control/asked.ts';
import { whyNot } from '../control/offer.ts';
import { useAnswerOffer, useBusy, useControl, useShownAt, useUnreadAt } from '../control/use-control.tsx';
import { useIsCut } from './use-is-cut.ts';

interface CardAnswersProps {
  id: string;
  isTall: boolean;
  /** Where the card is in the list: one that has just moved may lie under a pointer that meant another. */
  topPx: number;
  /** Opens the session where all that is asked is shown. */
  onRead: (id: string) => void;
}

/**
 * Deny and Approve of a card. They lie over it, outside of the list box: an option must not hold buttons. Reads its session
 * itself, as the card does.
 */
export const CardAnswers = memo(function CardAnswers({ id, isTall, topPx, onRead }: CardAnswersProps) {
  const session = useLive(useCallback((state: LiveState) => state.sessions.get(id), [id]));
  const request = cardRequest(session);
  if (session === undefined || request === null) return null;
  return (
    <Buttons
      key={shownKey(request)}
      session={session}
      request={request}
      isTall={isTall}
      topPx={topPx}
      onRead={onRead}
    />
  );
});

/** Counts how often a value has changed. */
function useChanges(value: number): number {
  const [held, hold] = useState({ value, changes: 0 });
  if (held.value === value) return held.changes;
  hold({ value, changes: held.changes + 1 });
  return held.changes + 1;
}

function Buttons({
  session,
  request,
  isTall,
  topPx,
  onRead,
}: {
  session: SessionSummary;
  request: PermissionRequestView;
  isTall: boolean;
  topPx: number;
  onRead: (id: string) => void;
}) {
  const { answer: send } = useControl();
  const box = useRef<HTMLDivElement>(null);
  useFocusRefuge(box, 'session-list');
  const place = `card:${session.id}`;
  useShownAt(place, request, topPx);
  const isCut = useIsCut(session.id, request);
  useUnreadAt(place, request, isCut);
  const moves = useChanges(topPx);
  const busy = useBusy(request.id);
  const why = whyNot(useAnswerOffer(session.hostId, request));
  const answer = (kind: 'approve' | 'deny') => () =>
    send({ sessionId: session.id, request, place, decision: { kind } });
  return (
    // biome-ignore lint/a11y/useSemanticElements: not fields of a form
    <div
      ref={box}
      role="group"
      aria-label={`Answer ${session.title}`}
      data-testid="card-answers"
      className={
        isTall
          ? 'pointer-events-auto absolute inset-x-4 bottom-3 flex gap-2'
          : 'pointer-events-auto absolute right-3 bottom-1.5 flex gap-[5px]'
      }
    >
      <AnswerButtons
        requestId={request.id}
        busy={busy}
        why={why}
        onRead={isCut ? () => onRead(session.id) : null}
        size={isTall ? 44 : 22}
        about={askedInShort(request)}
        onApprove={answer('approve')}
        onDeny={answer('deny')}
        moves={moves}
        className={isTall ? 'not-last:flex-[2] last:flex-[3]' : ''}
      />
    </div>
  );
}
