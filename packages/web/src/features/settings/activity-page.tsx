import type { AuditEntry } from '@orrery/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { formatAbsolute, formatMoment } from '../../format/duration.ts';
import type { LiveState } from '../../state/live-state.ts';
import { useLive } from '../../state/use-live.tsx';
import { Chip } from '../../ui/bits.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/pane.tsx';
import { useMe } from '../shell/use-me.ts';
import { actorMarks, actWords, placeOf, recordedNames } from './activity-words.ts';
import { fetchAudit } from './settings-api.ts';
import { SettingsPage } from './settings-section.tsx';

const outcomeWords: Record<AuditEntry['outcome'], string> = {
  done: 'Done',
  stale: 'Too late',
  refused: 'Refused',
  failed: 'Failed',
};

/** Who did what to which session, newest first. */
export function ActivityPage() {
  const me = useMe();
  const isAdmin = me.data?.role === 'admin';
  const query = useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam, signal }) => fetchAudit(pageParam, signal),
    initialPageParam: null as number | null,
    getNextPageParam: ({ nextBefore }) => nextBefore,
    enabled: isAdmin,
  });
  const entries = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <SettingsPage
      isWide
      title="Activity"
      remark="Who signed in, approved, denied, closed and changed what. Entries are chained: orrery doctor finds what was changed."
      action={isAdmin && <Button onClick={() => void query.refetch()}>Refresh</Button>}
    >
      {me.data !== undefined && !isAdmin && (
        <EmptyState title="Only admins see this">
          Ask an admin of this hub for what you need to know.
        </EmptyState>
      )}
      {query.isError && (
        <EmptyState
          title="The activity could not be read"
          action={<Button onClick={() => void query.refetch()}>Try again</Button>}
        >
          {query.error.message}
        </EmptyState>
      )}
      {isAdmin && query.isPending && (
        <p role="status" className="appear-late py-3 text-fg-3">
          Loading the activity…
        </p>
      )}
      {query.isSuccess && entries.length === 0 && (
        <EmptyState title="Nothing yet">
          When somebody signs in, approves or changes something, it is written down here.
        </EmptyState>
      )}
      {entries.length > 0 && <EntriesTable entries={entries} />}
      {query.hasNextPage && (
        <div className="py-3">
          <Button isBusy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show older
          </Button>
        </div>
      )}
    </SettingsPage>
  );
}

const columns =
  'grid grid-cols-[6rem_minmax(12rem,15rem)_minmax(0,1fr)_4.5rem] gap-x-4 px-2 max-md:grid-cols-[auto_minmax(0,1fr)]';

function EntriesTable({ entries }: { entries: readonly AuditEntry[] }) {
  const names = useMemo(() => recordedNames(entries), [entries]);
  return (
    <table className="block" aria-label="Activity">
      <thead className="block max-md:sr-only">
        <tr className={`${columns} border-b border-line py-2 text-12 text-fg-3 *:text-left *:font-normal`}>
          <th>When</th>
          <th>Who</th>
          <th>What</th>
          <th>Outcome</th>
        </tr>
      </thead>
      <tbody className="block">
        {entries.map((entry) => (
          <EntryRow key={entry.id} entry={entry} names={names} />
        ))}
      </tbody>
    </table>
  );
}

function EntryRow({ entry, names }: { entry: AuditEntry; names: ReadonlyMap<string, string> }) {
  const hostName = useLive(
    useCallback(
      (state: LiveState) => (entry.hostId === null ? undefined : state.hosts.get(entry.hostId)?.name),
      [entry.hostId],
    ),
  );
  const title = useLive(
    useCallback(
      (state: LiveState) =>
        entry.sessionId === null ? null : (state.sessions.get(entry.sessionId)?.title ?? 'a session'),
      [entry.sessionId],
    ),
  );
  const { what, detail } = actWords(entry);
  const place = placeOf(entry, hostName, names);
  const mark = actorMarks[entry.actorKind];
  const isBad = entry.outcome === 'failed' || entry.outcome === 'refused';
  return (
    <tr className={`${columns} border-b border-line py-2 align-top`}>
      <td className="num text-fg-3" title={formatAbsolute(entry.at)}>
        {formatMoment(entry.at, Date.now())}
      </td>
      <td className="min-w-0 max-md:text-right">
        <span className="flex items-center gap-1.5 max-md:justify-end">
          {mark !== '' && <Chip>{mark}</Chip>}
          <span className="min-w-0 truncate" title={entry.actor}>
            {entry.actor}
          </span>
        </span>
        {entry.address !== null && (
          <span className="num block truncate text-12 text-fg-3" title={entry.address}>
            {entry.address}
          </span>
        )}
      </td>
      <td className="min-w-0 max-md:col-span-2">
        <span className="font-medium">{what}</span>
        {place !== null && <span className="text-fg-2"> on {place}</span>}
        {entry.sessionId !== null && (
          <>
            {place === null ? ' ' : ', '}
            <Link
              to="/sessions/$sessionId"
              params={{ sessionId: entry.sessionId }}
              className="text-link underline underline-offset-2"
            >
              {title}
            </Link>
          </>
        )}
        {detail !== '' && (
          <code className="block font-mono text-12 break-words whitespace-pre-wrap text-fg-2">{detail}</code>
        )}
        {entry.why !== '' && <span className="block text-12 text-fg-2">Why: {entry.why}</span>}
        {tellsMore(entry) && <span className="block text-12 text-fg-2">{entry.message}</span>}
      </td>
      <td className={isBad ? 'font-medium text-danger' : 'text-fg-2'}>{outcomeWords[entry.outcome]}</td>
    </tr>
  );
}

/** What was done needs no words, but for a close: whether its process ended or had to be killed. */
function tellsMore({ action, outcome, message }: AuditEntry): boolean {
  return message !== '' && (outcome !== 'done' || action === 'close');
}
