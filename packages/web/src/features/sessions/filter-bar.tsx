import { ChevronDown, ListFilter, X } from 'lucide-react';
import { isSameList, useLive } from '../../state/use-live.tsx';
import type { SessionSummary } from '../../state/wire-types.ts';
import { Kbd } from '../../ui/bits.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { clients, Icon } from '../../ui/icons.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { clientsOf, peopleOf } from './facets.ts';
import { filterOf, isFiltering, noFilter, type OperationsSearch } from './session-filter.ts';
import { ViewMenu } from './view-menu.tsx';

interface FilterBarProps {
  search: OperationsSearch;
  onSearch: (change: Partial<OperationsSearch>) => void;
}

/** Words and facts that narrow the list. */
export function FilterBar({ search, onSearch }: FilterBarProps) {
  const people = useLive(peopleOf, isSameList);
  const kinds = useLive(clientsOf, isSameList);
  const isEndedHidden = search.ended === 'hide';
  return (
    <div className="flex h-9 flex-none items-center gap-1.5 border-b border-line px-3">
      <label className="flex h-[26px] min-w-0 flex-1 items-center gap-1.5 rounded-control bg-canvas px-2 text-fg-3 ring-1 ring-edge ring-inset focus-within:outline-2 focus-within:outline-focus">
        <Icon of={ListFilter} size={14} />
        <span className="sr-only">Filter sessions</span>
        <input
          id="session-filter"
          type="search"
          value={search.q ?? ''}
          placeholder="Filter sessions"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onSearch({ q: event.target.value })}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          className="min-w-0 flex-1 bg-transparent text-fg outline-none placeholder:text-fg-3 [&::-webkit-search-cancel-button]:hidden"
        />
        {isFiltering(filterOf(search)) ? (
          <IconButton label="Clear filters" size={22} className="-mr-1.5" onClick={() => onSearch(noFilter)}>
            <Icon of={X} size={14} />
          </IconButton>
        ) : (
          <Kbd>/</Kbd>
        )}
      </label>
      <FacetMenu
        label="Person"
        values={people}
        chosen={search.person ?? []}
        nameOf={(person) => person}
        onChange={(person) => onSearch(person.length > 0 ? { person } : { person: undefined })}
      />
      <FacetMenu
        label="Client"
        values={kinds}
        chosen={search.client ?? []}
        nameOf={(kind) => clients[kind as SessionSummary['client']].name}
        onChange={(client) => onSearch(client.length > 0 ? { client } : { client: undefined })}
      />
      <Button
        look="ghost"
        size={26}
        aria-pressed={isEndedHidden}
        onClick={() => onSearch(isEndedHidden ? { ended: undefined } : { ended: 'hide' })}
        className={`max-xl:hidden ${isEndedHidden ? 'bg-selected text-fg' : ''}`}
      >
        Hide ended
      </Button>
      <ViewMenu search={search} onSearch={onSearch} isWhole={false} />
    </div>
  );
}

interface FacetMenuProps {
  label: string;
  values: readonly string[];
  chosen: readonly string[];
  nameOf: (value: string) => string;
  onChange: (chosen: string[]) => void;
}

function FacetMenu({ label, values, chosen, nameOf, onChange }: FacetMenuProps) {
  const toggle = (value: string) =>
    onChange(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]);
  return (
    <MenuButton
      trigger={
        <Button
          look="ghost"
          size={26}
          className={chosen.length > 0 ? 'bg-selected text-fg' : ''}
          disabled={values.length === 0}
        >
          {label}
          {chosen.length > 0 && <span className="num">{chosen.length}</span>}
          <Icon of={ChevronDown} size={12} />
        </Button>
      }
      items={values.map((value) => ({
        kind: 'check',
        key: value,
        name: nameOf(value),
        isChecked: chosen.includes(value),
        run: () => toggle(value),
      }))}
    />
  );
}
