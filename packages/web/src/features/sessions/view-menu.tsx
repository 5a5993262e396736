import { ArrowDownWideNarrow, ChevronDown } from 'lucide-react';
import { isSameList, useLive } from '../../state/use-live.tsx';
import { IconButton } from '../../ui/button.tsx';
import { clients, Icon } from '../../ui/icons.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import type { MenuItem } from '../../ui/menu-items.ts';
import { media, useMedia } from '../../ui/use-media.ts';
import { clientsOf, peopleOf, projectsOf } from './facets.ts';
import { groupings } from './groupings.ts';
import type { OperationsSearch } from './session-filter.ts';
import { sortKeys, sortNames } from './sort-keys.ts';

interface ViewMenuProps {
  search: OperationsSearch;
  onSearch: (change: Partial<OperationsSearch>) => void;
  /** With the facets that have a menu of their own where there is room. */
  isWhole: boolean;
  pillClass?: string;
}

/** What the pill stands for, beside the order and the groups. */
const filterKeys = ['person', 'client', 'project', 'ended', 'sort', 'group'] as const;

type Facet = 'person' | 'client' | 'project';

/** Order of the list, and the filters that have no room beside it. */
export function ViewMenu({ search, onSearch, isWhole, pillClass }: ViewMenuProps) {
  const people = useLive(peopleOf, isSameList);
  const kinds = useLive(clientsOf, isSameList);
  const projects = useLive(projectsOf, isSameList);
  const sort = search.sort ?? 'urgency';
  const hasEndedButton = useMedia(media.xl);

  const facet = (key: Facet, name: string, values: readonly string[], nameOf = (value: string) => value) => {
    const chosen = search[key] ?? [];
    const toggle = (value: string) => {
      const next = chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value];
      onSearch({ [key]: next.length > 0 ? next : undefined });
    };
    return [
      { kind: 'label' as const, key, name, remark: chosen.length === 0 ? 'All' : `${chosen.length} chosen` },
      ...values.map((value) => ({
        kind: 'check' as const,
        key: `${key}:${value}`,
        name: nameOf(value),
        isChecked: chosen.includes(value),
        run: () => toggle(value),
      })),
    ];
  };
  const items: MenuItem[] = [
    ...(isWhole ? groupItems(search, onSearch) : []),
    { kind: 'label', key: 'sort', name: 'Sort', remark: 'Within each group' },
    ...sortKeys.map((key) => ({
      kind: 'radio' as const,
      key: `sort:${key}`,
      name: sortNames[key],
      isChecked: key === sort,
      run: () => onSearch({ sort: key === 'urgency' ? undefined : key }),
    })),
    ...(isWhole ? facet('person', 'Person', people) : []),
    ...(isWhole ? facet('client', 'Client', kinds, (kind) => clientName(kind)) : []),
    ...facet('project', 'Project', projects),
    ...(hasEndedButton ? [] : endedItems(search, onSearch)),
  ];
  const isChosen = sort !== 'urgency' || search.project !== undefined;
  const isAnyChosen = filterKeys.some((key) => search[key] !== undefined);
  return (
    <MenuButton
      items={items}
      trigger={
        pillClass === undefined ? (
          <IconButton
            label={`Sort and project: ${sortNames[sort].toLowerCase()}`}
            size={26}
            className={isChosen ? 'bg-selected text-fg' : ''}
          >
            <Icon of={ArrowDownWideNarrow} size={14} />
          </IconButton>
        ) : (
          <button type="button" aria-pressed={isAnyChosen} className={pillClass}>
            Sort and filter
            <Icon of={ChevronDown} size={14} />
          </button>
        )
      }
    />
  );
}

type OnSearch = ViewMenuProps['onSearch'];

function groupItems({ group = 'state' }: OperationsSearch, onSearch: OnSearch): MenuItem[] {
  return [
    { kind: 'label', key: 'group', name: 'Group', remark: 'Parts of the list' },
    ...groupings.map(({ value, label }) => ({
      kind: 'radio' as const,
      key: `group:${value}`,
      name: `By ${label.toLowerCase()}`,
      isChecked: value === group,
      run: () => onSearch({ group: value === 'state' ? undefined : value }),
    })),
  ];
}

function endedItems({ ended }: OperationsSearch, onSearch: OnSearch): MenuItem[] {
  const isHidden = ended === 'hide';
  return [
    { kind: 'label', key: 'endedLabel', name: 'Ended sessions', remark: isHidden ? 'Hidden' : 'Shown' },
    {
      kind: 'check',
      key: 'ended',
      name: 'Hide ended',
      isChecked: isHidden,
      run: () => onSearch({ ended: isHidden ? undefined : 'hide' }),
    },
  ];
}

function clientName(kind: string): string {
  return kind in clients ? clients[kind as keyof typeof clients].name : kind;
}
