import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type ReactNode, useMemo, useState } from 'react';
import { formatDuration } from '../../format/duration.ts';
import { groupOf, markOf } from '../../state/session-status.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { useLiveStore } from '../../state/use-live.tsx';
import type { SessionSummary } from '../../state/wire-types.ts';
import { Kbd } from '../../ui/bits.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Keys } from '../../ui/keys.tsx';
import { dialogClass, Modal } from '../../ui/modal.tsx';
import { StateMark } from '../../ui/state-mark.tsx';
import { askedInShort } from '../control/asked.ts';
import { orderSessions } from '../sessions/list-order.ts';
import { type Action, type ActionContext, actions } from './action-table.ts';
import { answerableRequests } from './answerable-requests.ts';
import { ApproveRow } from './approve-row.tsx';
import { Marked } from './marked.tsx';
import { Row } from './palette-row.tsx';
import { takeTypedAhead } from './palette-state.ts';

const MOST_SESSIONS = 12;

/** Everything by its name: who needs you, sessions, pages, actions. `>` leaves only actions. */
export function Palette({ context, onClose }: { context: ActionContext; onClose: () => void }) {
  const [text, setText] = useState(takeTypedAhead);
  const navigate = useNavigate();
  const { needing, others, requests, hosts, now } = useFleetAtOpening(context);
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
  const isSessionNamed = matching(needing).length + matching(others).length > 0;
  // Enter takes the first row: who types the name of a session means to open it, not to approve what it asks.
  const areApprovalsFirst = query === '' || query.toLowerCase().startsWith('app') || !isSessionNamed;
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
  const approvals = requests
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
    <Modal onClose={onClose} onOpenAutoFocus={focusInput} className={`${dialogClass} max-w-[40rem]`}>
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
              {[...(areApprovalsFirst ? approvals : []), ...sessionItems(matching(needing))]}
            </Group>
          )}
          {!isActionsOnly && <Group name="Sessions">{sessionItems(matching(others))}</Group>}
          {!isActionsOnly && !areApprovalsFirst && <Group name="Approve">{approvals}</Group>}
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
    </Modal>
  );
}

/** The fleet as it is when the palette opens: rows must not move under a finger. */
function useFleetAtOpening({ control }: ActionContext) {
  const store = useLiveStore();
  return useMemo(() => {
    const state = store.state();
    const now = Date.now() + state.skewMs;
    const ordered = orderSessions([...shownSessions(state).values()], now);
    return {
      requests: answerableRequests(ordered, state, control.me()?.role ?? null),
      needing: ordered.filter((session) => groupOf(session) === 'needsYou'),
      others: ordered.filter((session) => groupOf(session) !== 'needsYou'),
      hosts: state.hosts,
      now,
    };
  }, [store, control]);
}

/** The caret goes behind what is there already; the dialog would select it, and the next letter replace it. */
function focusInput(event: Event) {
  event.preventDefault();
  const input = document.querySelector<HTMLInputElement>('[cmdk-input]');
  input?.focus();
  input?.setSelectionRange(input.value.length, input.value.length);
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
