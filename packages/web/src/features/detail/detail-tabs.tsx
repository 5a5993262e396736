import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import { type SectionKey, sectionKeys, sectionNames } from './sections.ts';

const order: SectionKey[] = ['conversation', 'agents', 'tools'];

/** The sections one at a time, where there is room for one. */
export function DetailTabs({
  panels,
  counts,
}: {
  panels: Record<SectionKey, ReactNode>;
  counts: Partial<Record<SectionKey, number>>;
}) {
  return (
    <Tabs.Root
      defaultValue={order[0] ?? sectionKeys[0]}
      className="flex min-h-0 flex-1 flex-col short:min-h-[max(90dvh,18rem)] short:flex-none"
    >
      <Tabs.List
        aria-label="Parts of the session"
        className="grid flex-none grid-cols-3 border-b border-line"
      >
        {order.map((key) => (
          <Tabs.Trigger
            key={key}
            value={key}
            className="ring-inside h-11 border-b-2 border-transparent text-13 font-medium text-fg-3 data-[state=active]:border-fg data-[state=active]:text-fg"
          >
            {sectionNames[key]}{' '}
            {counts[key] !== undefined && <span className="num text-fg-3">{counts[key]}</span>}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {order.map((key) => (
        <Tabs.Content key={key} value={key} className="min-h-0 flex-1 overflow-hidden">
          {panels[key]}
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}
