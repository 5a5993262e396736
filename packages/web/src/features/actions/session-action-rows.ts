import { Check, History, Link2, Play, Undo2, X } from 'lucide-react';
import { activeClose } from '../../state/shown-sessions.ts';
import type { PermissionRequestView, SessionSummary } from '../../state/wire-types.ts';
import { BAR_PLACE } from '../control/arming.ts';
import { shownKey } from '../control/asked.ts';
import { answerOffer, closeOffer, type Offer, whyNot } from '../control/offer.ts';
import type { Action, ActionContext } from './action-table.ts';
import { openLayer } from './palette-state.ts';

const sessionOf = (context: ActionContext): SessionSummary | undefined =>
  context.sessionId === null ? undefined : context.live().sessions.get(context.sessionId);

/** The request that the detail shows: keys answer what is seen, never another one. */
function shownRequest(context: ActionContext): PermissionRequestView | null {
  const shown = context.control.arming.shownAt(BAR_PLACE);
  return sessionOf(context)?.requests.find((request) => shownKey(request) === shown) ?? null;
}

function factsOf(context: ActionContext, session: SessionSummary) {
  const state = context.live();
  return {
    role: context.control.me()?.role ?? null,
    connection: state.connection.status,
    host: state.hosts.get(session.hostId),
  };
}

function answerOfferOf(context: ActionContext): Offer | null {
  const session = sessionOf(context);
  const request = shownRequest(context);
  if (session === undefined || request === null) return null;
  return answerOffer(factsOf(context, session), request, Date.now() + context.live().skewMs);
}

function closeOfferOf(context: ActionContext): Offer | null {
  const session = sessionOf(context);
  if (session === undefined) return null;
  const isClosing =
    context.control.isAskingToClose(session.id) || activeClose(context.live(), session.id) !== undefined;
  return closeOffer(factsOf(context, session), session, isClosing);
}

const asWhy = (offer: Offer | null) => (offer === null ? null : whyNot(offer));

/** Approves or denies what the detail shows; a question is answered with its own form. */
function answer(context: ActionContext, kind: 'approve' | 'deny'): void {
  const request = shownRequest(context);
  if (request === null || context.sessionId === null) return;
  context.control.answer({
    sessionId: context.sessionId,
    request,
    place: BAR_PLACE,
    decision: { kind },
  });
}

const isQuestion = (context: ActionContext) => shownRequest(context)?.kind === 'question';
const hasSession = (context: ActionContext) => context.sessionId !== null;
const withSession =
  (run: (context: ActionContext, sessionId: string) => void) => (context: ActionContext) => {
    if (context.sessionId !== null) run(context, context.sessionId);
  };

/** What can be done to the session that is shown. */
export const sessionActions: readonly Action[] = [
  {
    id: 'approve',
    label: 'Approve',
    icon: Check,
    keys: 'A',
    isEnabled: (context) => !isQuestion(context) && answerOfferOf(context)?.isOffered === true,
    whyNot: (context) =>
      isQuestion(context) ? 'It is a question: choose an answer and send it.' : asWhy(answerOfferOf(context)),
    run: (context) => answer(context, 'approve'),
  },
  {
    id: 'deny',
    label: 'Deny',
    icon: X,
    keys: 'D',
    isEnabled: (context) => answerOfferOf(context)?.isOffered === true,
    whyNot: (context) => asWhy(answerOfferOf(context)),
    run: (context) => answer(context, 'deny'),
  },
  {
    id: 'close',
    label: 'Close session',
    icon: X,
    keys: 'X',
    isEnabled: (context) => closeOfferOf(context)?.isOffered === true,
    whyNot: (context) => asWhy(closeOfferOf(context)),
    run: withSession((context, id) => context.control.closeSession(id)),
  },
  {
    id: 'undoClose',
    label: 'Undo closing',
    icon: Undo2,
    keys: 'Z',
    isEnabled: (context) =>
      context.control.me()?.role !== 'viewer' && context.control.undoable(context.sessionId) !== null,
    run(context) {
      const id = context.control.undoable(context.sessionId);
      if (id !== null) context.control.undoClose(id);
    },
  },
  {
    id: 'resume',
    label: 'Resume this session',
    icon: Play,
    keys: 'R',
    isEnabled: hasSession,
    run: () => openLayer('resume'),
  },
  {
    id: 'copyLink',
    label: 'Copy link to this session or message',
    icon: Link2,
    keys: 'L',
    isEnabled: hasSession,
    run: withSession((context, id) => context.copyLink(id)),
  },
  {
    id: 'conversation',
    label: 'Open the whole conversation',
    icon: History,
    keys: 'O',
    isEnabled: hasSession,
    run: withSession((context, id) => context.openConversation(id)),
  },
];
