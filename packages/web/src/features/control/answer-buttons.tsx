import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import type { Busy } from './answering.ts';

interface AnswerButtonsProps {
  requestId: string;
  busy: Busy | null;
  /** Why they cannot be used. */
  why: string | null;
  /** Where less is shown than would be approved: leads to all of it, in the place of Approve. */
  onRead?: (() => void) | null;
  /** Why it cannot be approved although it can be denied. */
  whyNotApprove?: string | null;
  onApprove: () => void;
  onDeny: () => void;
  size: 22 | 28 | 44;
  /** Names what is answered, where the words of the button alone do not say it. */
  about?: string;
  approve?: { word: string; busyWord: string };
  deny?: { word: string; busyWord: string };
  approveKey?: ReactNode;
  denyKey?: ReactNode;
  /** How often they have moved: each time they look disarmed anew. */
  moves?: number;
  className?: string;
}

const approveWords = { word: 'Approve', busyWord: 'Approving' };
/** Opens the session, where all of it is shown and can be answered. */
const READ = 'Read and approve';
const denyWords = { word: 'Deny', busyWord: 'Denying' };

/** Deny and Approve. New ones for each request, so that a press that began on another one ends nowhere. */
export function AnswerButtons({
  requestId,
  busy,
  why,
  onRead = null,
  whyNotApprove = null,
  onApprove,
  onDeny,
  size,
  about,
  approve = approveWords,
  deny = denyWords,
  approveKey,
  denyKey,
  moves = 0,
  className = '',
}: AnswerButtonsProps) {
  const label = (word: string) => (about === undefined ? undefined : `${word}: ${about}`);
  // While one is under way the other would contradict it.
  const blocked = why ?? (busy === null ? null : 'Your answer is on its way.');
  // Another name of the same animation plays it again.
  const look = `${moves % 2 === 0 ? 'arming' : 'arming-again'} ${size === 22 ? 'px-1.5!' : ''}`;
  return (
    <>
      <Button
        key={`deny ${requestId}`}
        size={size}
        why={busy === 'deny' ? null : blocked}
        busy={{ word: deny.busyWord, isBusy: busy === 'deny' }}
        aria-label={label(deny.word)}
        onClick={onDeny}
        className={`${look} ${className}`}
      >
        {deny.word}
        {denyKey}
      </Button>
      {onRead !== null && why === null ? (
        <Button
          key={`read ${requestId}`}
          size={size}
          why={blocked}
          title={READ}
          aria-label={label(READ)}
          onClick={onRead}
          className={className}
        >
          {size === 44 ? READ : 'Read…'}
        </Button>
      ) : (
        <Button
          key={`approve ${requestId}`}
          look="permit"
          size={size}
          why={busy === 'approve' ? null : (blocked ?? whyNotApprove)}
          busy={{ word: approve.busyWord, isBusy: busy === 'approve' }}
          aria-label={label(approve.word)}
          onClick={onApprove}
          className={`${look} ${className}`}
        >
          {approve.word}
          {approveKey}
        </Button>
      )}
    </>
  );
}
