import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { PermissionRequestView, SessionSummary } from '../../state/wire-types.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { lazyPart } from '../../ui/lazy-part.tsx';
import { Ticking } from '../../ui/ticking.tsx';
import type { Decision } from '../control/answering.ts';
import { BAR_PLACE } from '../control/arming.ts';
import { askedBy, formatExpiry, notWholeWords, shownKey, UNREAD } from '../control/asked.ts';
import { whyNot } from '../control/offer.ts';
import { useAnswerOffer, useBusy, useControl, useShownAt, useUnreadAt } from '../control/use-control.tsx';
import { AlwaysAllow } from './always-allow.tsx';
import { BarFrame } from './bar-frame.tsx';
import { RequestBody } from './request-body.tsx';
import { RequestMenu } from './request-menu.tsx';
import { requestLabels, toneOfRequest } from './request-words.ts';
import { useIsUnread } from './use-is-unread.ts';

/** Needed by few requests: the others can be answered sooner without them. */
const QuestionForm = lazyPart(() => import('./question-form.tsx').then((found) => found.QuestionForm));
const DenyForm = lazyPart(() => import('./deny-form.tsx').then((found) => found.DenyForm));

/** The requests of a session, one at a time, oldest first. */
export function RequestBar({ session, hostName }: { session: SessionSummary; hostName: string }) {
  const { requests } = session;
  const [chosenId, choose] = useState<string | null>(null);
  const index = Math.max(
    0,
    requests.findIndex(({ id }) => id === chosenId),
  );
  const request = requests[index];
  if (request === undefined) return null;
  const go = (step: 1 | -1) =>
    choose(requests[(index + step + requests.length) % requests.length]?.id ?? null);
  const pager = requests.length > 1 && (
    <span className="num flex flex-none items-center gap-0.5 text-12 text-fg-2">
      <IconButton label="Previous request" size={22} className="max-md:size-11" onClick={() => go(-1)}>
        <Icon of={ChevronLeft} size={14} />
      </IconButton>
      {index + 1} of {requests.length}
      <IconButton label="Next request" size={22} className="max-md:size-11" onClick={() => go(1)}>
        <Icon of={ChevronRight} size={14} />
      </IconButton>
    </span>
  );
  return (
    <OneRequest
      key={shownKey(request)}
      session={session}
      request={request}
      hostName={hostName}
      pager={pager}
    />
  );
}

interface OneRequestProps {
  session: SessionSummary;
  request: PermissionRequestView;
  hostName: string;
  pager: ReactNode;
}

/** One request. A new one for each, so that nothing chosen for one is sent for another. */
function OneRequest({ session, request, hostName, pager }: OneRequestProps) {
  const { answer: send, announceRequest } = useControl();
  useShownAt(BAR_PLACE, request);
  const busy = useBusy(request.id);
  const why = whyNot(useAnswerOffer(session.hostId, request));
  const [isDenying, setDenying] = useState(false);
  const sentence = askedBy(request);
  useEffect(
    () => announceRequest(request.id, `${sentence} on ${hostName}`),
    [announceRequest, request.id, sentence, hostName],
  );
  const answer = (decision: Decision) => send({ sessionId: session.id, request, place: BAR_PLACE, decision });
  const body = useRef<HTMLDivElement>(null);
  const isUnread = useIsUnread(body);
  useUnreadAt(BAR_PLACE, request, isUnread);
  const whyNotApprove = request.isWhole ? (isUnread ? UNREAD : null) : notWholeWords(hostName);
  return (
    <BarFrame
      label={requestLabels[request.kind]}
      tone={toneOfRequest(request)}
      sentence={sentence}
      since={request.at}
      remark={
        request.expiresAt !== null && (
          <Ticking
            at={request.expiresAt}
            format={formatExpiry}
            className="flex-none whitespace-nowrap text-fg-2"
          />
        )
      }
      aside={
        <>
          {pager}
          {request.alwaysAllow.length > 0 && (
            <AlwaysAllow
              request={request}
              why={why ?? (busy === null ? whyNotApprove : 'Your answer is on its way.')}
              onApprove={(alwaysAllow) => answer({ kind: 'approve', body: { alwaysAllow } })}
            />
          )}
          <RequestMenu request={request} onDeny={() => setDenying(true)} />
        </>
      }
    >
      {(why ?? whyNotApprove) !== null && (
        <p className="mt-1 text-12 text-fg-2" data-testid="why-not">
          {why ?? whyNotApprove}
        </p>
      )}
      <div ref={body}>
        {request.kind === 'question' ? (
          <QuestionForm
            request={request}
            busy={busy}
            why={why}
            whyNotAnswer={whyNotApprove}
            onAnswer={answer}
          />
        ) : (
          <RequestBody
            request={request}
            busy={busy}
            why={why}
            whyNotApprove={whyNotApprove}
            isDenying={isDenying}
            onAnswer={answer}
          />
        )}
      </div>
      {isDenying && (
        <DenyForm
          busy={busy}
          why={why}
          onDeny={(message) => answer({ kind: 'deny', body: message === '' ? {} : { message } })}
          onCancel={() => setDenying(false)}
        />
      )}
    </BarFrame>
  );
}
