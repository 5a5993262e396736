import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { formatDuration } from '../../format/duration.ts';
import { groupOf, markOf } from '../../state/session-status.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { useLiveStore } from '../../state/use-live.tsx';
import type { SessionSummary } from '../../state/wire-types.ts';
import { Kbd } from '../../ui/bits.tsx';
import { dialogClass, scrimClass } from '../../ui/dialog.ts';
import { Icon } from '../../ui/icons.tsx';
import { Keys } from '../../ui/keys.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { BAR_PLACE } from '../control/arming.ts';
import { askedInShort } from '../control/asked.ts';
import type { Control } from '../control/control.ts';
import { orderSessions } from '../sessions/list-order.ts';
import { type Action, type ActionContext, actions } from './action-table.ts';
import { type AnswerableRequest, answerableRequests } from './answerable-requests.ts';
import { Marked } from './marked.tsx';
import { takeTypedAhead } from './palette-state.ts';

const MOST_SESSIONS = 12;

/** Everything by its name: who needs you, sessions, pages, actions. `>` leaves only actions. */
export function Palette({ context, onClose }: { context: ActionContext; onClose: () => void }) {
  const [text, setText] = useState(takeTypedAhead);
  const navigate = useNavigate();
  const store = useLiveStore();
  // As the fleet is when the palette opens: rows must not move under a finger.
  const { needing, others, requests, hosts, now } = useMemo(() => {
    const state = store.state();
    const ordered = orderSessions([...shownSessions(state).values()], Date.now() + state.skewMs);
    return {
      requests: answerableRequests(ordered, state, context.control.me()?.role ?? null),
      needing: ordered.filter((session) => groupOf(session) === 'needsYou'),
      others: ordered.filter((session) => groupOf(session) !== 'needsYou'),
      hosts: state.hosts,
      now: Date.now() + state.skewMs,
    };
  }, [store, context.control]);
  const isActionsOnly = text.startsWith('>');
  const query = (isActionsOnly ? text.slice(1) : text).trim();
  const isMatch = (...texts: (string | null)[]) => {
    const whole = texts.join(' ').toLowerCase();
    return query
      .toLowerCase()
      .split(/\s+/)
      .every((word) => whole.includes(word));
  };
  const matching = (sessions: readonly SessionSummary[]) =>
    sessions
      .filter((session) =>
        isMatch(
          session.title,
          session.project,
          session.gitBranch,
          hosts.get(session.hostId)?.name ?? '',
          session.person,
        ),
      )
      .slice(0, MOST_SESSIONS);
  const offered = actions.filter(
    (action) => action.isKeyOnly !== true && action.isEnabled(context) && isMatch(action.label),
  );
  const isPage = (action: Action) => action.id.startsWith('page:');
  const run = (what: () => void) => {
    onClose();
    what();
  };

  const sessionItems = (sessions: readonly SessionSummary[]) =>
    sessions.map((session) => (
      <Row key={session.id} value={session.id} onSelect={() => run(() => context.openSession(session.id))}>
        <StateMark mark={markOf(session)} size={16} />
        <span className="min-w-0 flex-1 truncate">
          <Marked text={session.title} query={query} />
        </span>
        <span className="num flex-none text-12 text-fg-3">
          {hosts.get(session.hostId)?.name}
          {session.startedAt !== null && `, ${formatDuration(now - session.startedAt)}`}
        </span>
      </Row>
    ));
  const actionItems = (list: readonly Action[]) =>
    list.map((action) => (
      <Row key={action.id} value={action.id} onSelect={() => run(() => action.run(context))}>
        <Icon of={action.icon} />
        <span className="min-w-0 flex-1 truncate">
          <Marked text={action.label} query={query} />
        </span>
        {action.keys !== null && <Keys keys={action.keys} />}
      </Row>
    ));

  return (
    <Dialog.Root open onOpenChange={(isOpen) => isOpen || onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className={scrimClass} />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={focusInput}
          className={`${dialogClass} max-w-[40rem]`}
        >
          <Dialog.Title className="sr-only">Command palette</Dialog.Title>
          <Command shouldFilter={false} loop label="Command palette">
            <div className="flex h-[50px] items-center gap-2.5 border-b border-line px-3.5">
              <Icon of={Search} />
              <Command.Input
                value={text}
                onValueChange={setText}
                placeholder="Search or jump to…"
                className="min-w-0 flex-1 bg-transparent text-16 outline-none placeholder:text-fg-3"
              />
              <Kbd>esc</Kbd>
            </div>
            <Command.List className="max-h-[56vh] overflow-y-auto p-1.5">
              <Command.Empty className="px-2 py-3 text-fg-3">Nothing of this name.</Command.Empty>
              {!isActionsOnly && (
                <Group name="Needs you">
                  {[
                    ...requests
                      .filter(({ session, request }) =>
                        isMatch('approve', askedInShort(request), session.title, session.project),
                      )
                      .map(({ session, request }) => (
                        <ApproveRow
                          key={request.id}
                          session={session}
                          request={request}
                          query={query}
                          control={context.control}
                          onDone={onClose}
                        />
                      )),
                    ...sessionItems(matching(needing)),
                  ]}
                </Group>
              )}
              {!isActionsOnly && <Group name="Sessions">{sessionItems(matching(others))}</Group>}
              <Group name="Go to">
                {actionItems(offered.filter(isPage))}
                {query !== '' && !isActionsOnly && (
                  <Row
                    value="search"
                    onSelect={() => run(() => void navigate({ to: '/browse', search: { q: query } }))}
                  >
                    <Icon of={Search} />
                    <span className="min-w-0 flex-1 truncate">Search everything for “{query}”</span>
                  </Row>
                )}
              </Group>
              <Group name="Do">{actionItems(offered.filter((action) => !isPage(action)))}</Group>
            </Command.List>
            <PaletteFoot />
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** The caret goes behind what is there already; the dialog would select it, and the next letter replace it. */
function focusInput(event: Event) {
  event.preventDefault();
  const input = document.querySelector<HTMLInputElement>('[cmdk-input]');
  input?.focus();
  input?.setSelectionRange(input.value.length, input.value.length);
}

/** Approves one request, named as it was when the palette opened. */
function ApproveRow({
  session,
  request,
  query,
  control,
  onDone,
}: AnswerableRequest & { query: string; control: Control; onDone: () => void }) {
  const place = `palette:${request.id}`;
  const { arming } = control;
  // Enter that was meant for another row must not approve what has just come under it.
  useEffect(() => {
    arming.show(place, request.id);
    return () => arming.show(place, null);
  }, [arming, place, request.id]);
  const approve = () => {
    const isArmed = arming.isArmed(place, request.id);
    control.answer({ sessionId: session.id, requestId: request.id, place, decision: { kind: 'approve' } });
    if (isArmed) onDone();
  };
  return (
    <Row value={`approve ${request.id}`} onSelect={approve}>
      <StateMark mark="permission" size={16} isHidden />
      <span className="min-w-0 flex-1 truncate">
        {'Approve: '}
        <Marked text={askedInShort(request)} query={query} />
      </span>
      <span className="max-w-[36%] flex-none truncate text-12 text-fg-3">{session.title}</span>
      {arming.shownAt(BAR_PLACE) === request.id && <Keys keys="A" />}
    </Row>
  );
}

function Group({ name, children }: { name: string; children: ReactNode }) {
  const isEmpty = Array.isArray(children) && children.flat().filter(Boolean).length === 0;
  if (isEmpty) return null;
  return (
    <Command.Group
      heading={name}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-1.5 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-11 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-fg-3"
    >
      {children}
    </Command.Group>
  );
}

function Row({ value, onSelect, children }: { value: string; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex h-[34px] cursor-pointer items-center gap-2.5 rounded-control px-2 text-fg-2 data-[selected=true]:bg-selected data-[selected=true]:text-fg max-md:h-11"
    >
      {children}
    </Command.Item>
  );
}

function PaletteFoot() {
  return (
    <p
      className="flex h-[34px] items-center gap-3 border-t border-line px-3.5 text-11 text-fg-3 max-md:hidden"
      aria-hidden
    >
      <span className="inline-flex items-center gap-1">
        <Kbd>↑</Kbd>
        <Kbd>↓</Kbd>
        move
      </span>
      <span className="inline-flex items-center gap-1">
        <Kbd>Enter</Kbd>
        open
      </span>
      <span className="ml-auto inline-flex items-center gap-1">
        <Kbd>&gt;</Kbd>
        actions only
      </span>
    </p>
  );
}
