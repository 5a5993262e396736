import { useEffect } from 'react';
import { Keys } from '../../ui/keys.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { BAR_PLACE } from '../control/arming.ts';
import { askedInShort, shownKey } from '../control/asked.ts';
import type { Control } from '../control/control.ts';
import type { AnswerableRequest } from './answerable-requests.ts';
import { Marked } from './marked.tsx';
import { Row } from './palette-row.tsx';

/** Approves one request, named as it was when the palette opened. */
export function ApproveRow({
  session,
  request,
  query,
  control,
  onDone,
}: AnswerableRequest & { query: string; control: Control; onDone: () => void }) {
  const place = `palette:${request.id}`;
  const { arming } = control;
  const shown = shownKey(request);
  // Enter that was meant for another row must not approve what has just come under it.
  useEffect(() => {
    arming.show(place, shown);
    return () => arming.show(place, null);
  }, [arming, place, shown]);
  const approve = () => {
    const isArmed = arming.isArmed(place, shown);
    control.answer({ sessionId: session.id, request, place, decision: { kind: 'approve' } });
    if (isArmed) onDone();
  };
  return (
    <Row value={`approve ${request.id}`} onSelect={approve}>
      <StateMark mark="permission" size={16} isHidden />
      {/* All of it: what is cut must not be approved. */}
      <span className="min-w-0 flex-1 break-words">
        {'Approve: '}
        <Marked text={askedInShort(request)} query={query} />
      </span>
      <span className="max-w-[36%] flex-none truncate text-12 text-fg-3">{session.title}</span>
      {arming.shownAt(BAR_PLACE) === shown && <Keys keys="A" />}
    </Row>
  );
}
