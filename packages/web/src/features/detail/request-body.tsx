import type { PermissionRequestView } from '../../state/wire-types.ts';
import { Kbd } from '../../ui/bits.tsx';
import { media, useMedia } from '../../ui/use-media.ts';
import { AnswerButtons } from '../control/answer-buttons.tsx';
import type { Busy, Decision } from '../control/answering.ts';
import { askedInShort, commandOf } from '../control/asked.ts';
import { AskedText } from './bar-frame.tsx';
import { RequestInput } from './request-input.tsx';
import { planWords } from './request-words.ts';

interface RequestBodyProps {
  request: PermissionRequestView;
  busy: Busy | null;
  why: string | null;
  /** Why it cannot be approved although it can be denied. */
  whyNotApprove: string | null;
  /** The field for the reason has its own buttons. */
  isDenying: boolean;
  onAnswer: (decision: Decision) => void;
}

/** What would be done, whole, with Deny and Approve beside it; below it where there is little room. */
export function RequestBody({ request, busy, why, whyNotApprove, isDenying, onAnswer }: RequestBodyProps) {
  const isWide = useMedia(media.md);
  const command = commandOf(request);
  const isPlan = request.kind === 'plan';
  const place = isWide ? 'flex-wrap items-start justify-end' : 'flex-col items-stretch';
  return (
    <>
      {isPlan && <RequestInput request={request} />}
      <div className={`mt-2 flex gap-x-3 gap-y-2.5 ${place}`}>
        {isPlan ? (
          <span className="flex-1" />
        ) : (
          <AskedText text={command ?? askedInShort(request)} isCode isCommand={command !== null} />
        )}
        {!isDenying && (
          <span className="flex flex-none gap-2">
            <AnswerButtons
              requestId={request.id}
              busy={busy}
              why={why}
              whyNotApprove={whyNotApprove}
              size={isWide ? 28 : 44}
              {...(isPlan ? planWords : {})}
              onApprove={() => onAnswer({ kind: 'approve' })}
              onDeny={() => onAnswer({ kind: 'deny' })}
              approveKey={isWide && <Kbd isOnFill>A</Kbd>}
              denyKey={isWide && <Kbd>D</Kbd>}
              className={isWide ? '' : 'not-last:flex-[2] last:flex-[3]'}
            />
          </span>
        )}
      </div>
      {!isPlan && <RequestInput request={request} />}
    </>
  );
}
