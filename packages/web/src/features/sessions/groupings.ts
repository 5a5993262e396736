import type { Grouping } from './list-order.ts';

/** What the list can be grouped by, in the order in which it is offered. */
export const groupings: { value: Grouping; label: string }[] = [
  { value: 'state', label: 'State' },
  { value: 'machine', label: 'Machine' },
  { value: 'person', label: 'Person' },
  { value: 'project', label: 'Project' },
];
