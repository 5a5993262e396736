import type { SearchHit } from '@orrery/protocol';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { fetchSearch } from '../../api.ts';
import { formatAbsolute, formatMoment } from '../../format/duration.ts';
import { REMOVED_MACHINE } from '../../state/host-words.ts';
import type { LiveState } from '../../state/live-state.ts';
import { useLive } from '../../state/use-live.tsx';
import { Separator } from '../../ui/bits.tsx';
import { Button } from '../../ui/button.tsx';
import { Pieces } from '../../ui/long-text.tsx';
import { EmptyState } from '../../ui/pane.tsx';
import { ShowMore } from './show-more.tsx';
import { usePages } from './use-pages.ts';

const hostsOf = (state: LiveState) => state.hosts;
/** Who said it, as far as a hit tells. */
function authorOf(hit: SearchHit): string {
  if (hit.kind === 'toolResult') return 'Tool';
  return { user: 'Person', assistant: hit.agentId === null ? 'Claude' : 'Sub-agent', system: 'Client' }[
    hit.role
  ];
}

/** Where the words occur, newest first, hits of one session together. */
export function SearchResults({ q }: { q: string }) {
  const pages = usePages({
    key: ['search', q],
    fetchPage: (cursor, signal) => fetchSearch({ q, cursor }, signal),
  });
  const hosts = useLive(hostsOf);
  const hits = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const first = pages.data?.pages[0];

  if (pages.isError) {
    return (
      <EmptyState
        title="The search failed"
        action={<Button onClick={() => void pages.refetch()}>Try again</Button>}
      >
        {pages.error.message}
      </EmptyState>
    );
  }
  if (first === undefined) return <p className="appear-late text-fg-3">Searching…</p>;
  return (
    <div className={pages.isPlaceholderData ? 'opacity-60' : ''}>
      <p role="status" className="num text-12 text-fg-3">
        {hits.length === 0
          ? `Nothing found for "${q}".`
          : `${hits.length}${pages.hasNextPage ? '+' : ''} hits, newest first, ${first.tookMs.toFixed(1)} ms`}
      </p>
      {runsOf(hits).map((run) => (
        <section key={`${run.sessionId}:${run.hits[0]?.uuid}`} className="mt-3">
          <h2 className="flex items-center gap-1.5 text-12 text-fg-3">
            <Link
              to="/sessions/$sessionId"
              params={{ sessionId: run.sessionId }}
              className="truncate text-14 font-semibold text-fg hover:underline"
            >
              {run.title}
            </Link>
            <span className="flex-none text-fg-2">{hosts.get(run.hostId)?.name ?? REMOVED_MACHINE}</span>
            <Separator />
            <span className="truncate">{run.project}</span>
          </h2>
          <ul className="mt-1">
            {run.hits.map((hit) => (
              <Hit key={`${hit.uuid}:${hit.seq}`} hit={hit} />
            ))}
          </ul>
        </section>
      ))}
      <ShowMore pages={pages} />
    </div>
  );
}

function Hit({ hit }: { hit: SearchHit }) {
  return (
    <li data-testid="search-hit" data-session-id={hit.sessionId} data-uuid={hit.uuid}>
      <Link
        to="/sessions/$sessionId"
        params={{ sessionId: hit.sessionId }}
        search={{ at: String(hit.seq) }}
        hash={hit.uuid}
        className="grid grid-cols-[6rem_minmax(0,1fr)] gap-3 rounded-control px-2 py-1.5 hover:bg-hover max-md:grid-cols-1 max-md:gap-0"
      >
        <span className="text-12 text-fg-3">
          {authorOf(hit)}
          {hit.at !== null && (
            <time
              className="num block"
              dateTime={new Date(hit.at).toISOString()}
              title={formatAbsolute(hit.at)}
            >
              {formatMoment(hit.at, Date.now())}
            </time>
          )}
        </span>
        <span className="line-clamp-2 break-words text-fg-2">
          {hit.snippet.map((piece, index) => {
            const Mark = piece.match ? 'mark' : 'span';
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other identity
              <Mark key={index}>
                <Pieces text={piece.text} />
              </Mark>
            );
          })}
        </span>
      </Link>
    </li>
  );
}

interface Run {
  sessionId: string;
  title: string;
  hostId: string;
  project: string;
  hits: SearchHit[];
}

/** Neighbouring hits of one session, in the order of the answer. */
function runsOf(hits: readonly SearchHit[]): Run[] {
  const runs: Run[] = [];
  for (const hit of hits) {
    const last = runs.at(-1);
    if (last?.sessionId === hit.sessionId) last.hits.push(hit);
    else
      runs.push({
        sessionId: hit.sessionId,
        title: hit.title,
        hostId: hit.hostId,
        project: hit.project,
        hits: [hit],
      });
  }
  return runs;
}
