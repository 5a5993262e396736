import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { type SectionKey, sectionNames } from './sections.ts';

const order: readonly SectionKey[] = ['conversation', 'agents', 'tools'];

interface DetailTabsProps {
  panels: Record<SectionKey, ReactNode>;
  counts: Partial<Record<SectionKey, number>>;
}

/** The sections one at a time, where there is room for one. Arrows, Home and End go from tab to tab. */
export function DetailTabs({ panels, counts }: DetailTabsProps) {
  const [shown, show] = useState<SectionKey>('conversation');
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    const at = order.indexOf(shown);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    const next = to === undefined ? undefined : order.at(to % order.length);
    if (next === undefined) return;
    event.preventDefault();
    show(next);
    list.current?.querySelectorAll('button')[order.indexOf(next)]?.focus();
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col short:min-h-[max(90dvh,18rem)] short:flex-none">
      <div
        ref={list}
        role="tablist"
        aria-label="Parts of the session"
        onKeyDown={onKeyDown}
        className="grid flex-none grid-cols-3 border-b border-line"
      >
        {order.map((key) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`${id}-${key}-tab`}
            aria-selected={key === shown}
            aria-controls={`${id}-${key}`}
            tabIndex={key === shown ? 0 : -1}
            onClick={() => show(key)}
            className="ring-inside h-11 border-b-2 border-transparent text-13 font-medium text-fg-3 aria-selected:border-fg aria-selected:text-fg"
          >
            {sectionNames[key]}{' '}
            {counts[key] !== undefined && <span className="num text-fg-3">{counts[key]}</span>}
          </button>
        ))}
      </div>
      {order.map((key) => (
        <div
          key={key}
          id={`${id}-${key}`}
          role="tabpanel"
          aria-labelledby={`${id}-${key}-tab`}
          hidden={key !== shown}
          className="ring-inside min-h-0 flex-1 overflow-hidden"
        >
          {key === shown && panels[key]}
        </div>
      ))}
    </div>
  );
}
