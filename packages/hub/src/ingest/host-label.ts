import type { HostRow } from '../storage/rows.ts';

/** As a machine is shown. */
export function shownName({ label, name }: Pick<HostRow, 'label' | 'name'>): string {
  return label ?? name;
}

/**
 * What a machine is shown with instead of its own name; null when its own will do. An administrator's choice stays; else a
 * number tells apart those of one name.
 */
export function labelFor(
  rows: readonly HostRow[],
  name: string,
  known: Pick<HostRow, 'id' | 'label' | 'name'> | undefined,
): string | null {
  if (known?.label && !isNumbered(known.label, known.name)) return known.label;
  const others = rows.filter((row) => row.id !== known?.id && row.removed === null);
  const taken = new Set(others.map(shownName));
  if (!taken.has(name)) return null;
  let number = 2;
  while (taken.has(`${name} (${number})`)) number += 1;
  return `${name} (${number})`;
}

function isNumbered(label: string, name: string): boolean {
  return label.startsWith(`${name} (`) && /^\(\d+\)$/.test(label.slice(name.length + 1));
}
