import { useNavigate, useSearch } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Icon } from '../../ui/icons.tsx';
import { SearchResults } from './search-results.tsx';
import { SessionTable } from './session-table.tsx';

/** Between the last key and the search. */
const TYPING_MS = 120;

/** Every conversation in the archive: found by words, or listed by last activity. */
export function BrowsePage() {
  const { q = '' } = useSearch({ strict: false }) as { q?: string };
  const navigate = useNavigate();
  const [typed, setTyped] = useState(q);
  useEffect(() => setTyped(q), [q]);
  useEffect(() => {
    if (typed === q) return;
    const timer = setTimeout(
      () => void navigate({ to: '/browse', search: { q: typed }, replace: true }),
      TYPING_MS,
    );
    return () => clearTimeout(timer);
  }, [typed, q, navigate]);

  return (
    <main id="main" tabIndex={-1} className="outline-none flex min-h-0 flex-1 flex-col bg-surface">
      <h1 className="sr-only">Browse</h1>
      <div className="flex flex-none border-b border-line p-3 max-md:px-4">
        <label className="mx-auto flex h-9 w-full max-w-[60rem] items-center gap-2 rounded-control bg-canvas px-3 text-fg-3 ring-1 ring-edge ring-inset focus-within:outline-2 focus-within:outline-focus max-md:h-11">
          <Icon of={Search} />
          <span className="sr-only">Search all conversations</span>
          <input
            id="archive-search"
            type="search"
            value={typed}
            placeholder="Search all conversations"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setTyped(event.target.value)}
            className="min-w-0 flex-1 bg-transparent text-14 text-fg outline-none placeholder:text-fg-3 max-md:text-16"
          />
        </label>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-[62rem] px-4 py-3">
          {q.trim() === '' ? <SessionTable /> : <SearchResults q={q.trim()} />}
        </div>
      </div>
    </main>
  );
}
