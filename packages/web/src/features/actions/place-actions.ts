import { type LucideIcon, MonitorUp, Settings } from 'lucide-react';
import type { pages } from '../shell/pages.ts';
import type { Action } from './action-table.ts';

/** Where an action can lead. */
export type Place = (typeof pages)[number]['to'] | '/wall' | '/settings';

const place = (to: Place, label: string, icon: LucideIcon, keys: string | null = null): Action => ({
  id: `page:${to}`,
  label,
  icon,
  keys,
  isEnabled: () => true,
  run: (context) => context.goTo(to),
});

/** Places that are not pages of the bar. */
export const placeActions: readonly Action[] = [
  place('/wall', 'Wall display', MonitorUp, 'W'),
  place('/settings', 'Settings', Settings),
];
