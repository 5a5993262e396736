import { Command } from 'cmdk';
import type { ReactNode } from 'react';

/** One line of the palette. */
export function Row({
  value,
  onSelect,
  children,
}: {
  value: string;
  onSelect: () => void;
  children: ReactNode;
}) {
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
