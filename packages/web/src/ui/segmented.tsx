import { type KeyboardEvent, type ReactNode, useRef } from 'react';

interface SegmentedProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string; content?: ReactNode }[];
  onChange: (value: T) => void;
}

/** One choice of a few, side by side. Arrows, Home and End move the choice. */
export function Segmented<T extends string>({ label, value, options, onChange }: SegmentedProps<T>) {
  const group = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = options.findIndex((option) => option.value === value);
    const to = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: options.length - 1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const index = (to + options.length) % options.length;
    const next = options[index];
    if (next === undefined) return;
    onChange(next.value);
    group.current?.querySelectorAll('button')[index]?.focus();
  };
  return (
    <div
      ref={group}
      role="radiogroup"
      aria-label={label}
      onKeyDown={onKeyDown}
      className="inline-flex flex-none rounded-control bg-canvas p-0.5 ring-1 ring-line ring-inset"
    >
      {options.map((option) => {
        const isChosen = option.value === value;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a radio input cannot hold an icon and a count
          <button
            key={option.value}
            type="button"
            role="radio"
            aria-checked={isChosen}
            aria-label={option.label}
            title={option.content === undefined ? undefined : option.label}
            tabIndex={isChosen ? 0 : -1}
            onClick={() => onChange(option.value)}
            className={`inline-flex h-[22px] items-center max-md:h-10 max-md:min-w-10 max-md:justify-center gap-1 rounded-chip px-2 text-12 font-medium whitespace-nowrap ${
              isChosen ? 'bg-selected text-fg ring-1 ring-line-strong' : 'text-fg-3 hover:text-fg'
            }`}
          >
            {option.content ?? option.label}
          </button>
        );
      })}
    </div>
  );
}
