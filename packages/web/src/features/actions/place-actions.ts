import {
  Bell,
  CircleUser,
  History,
  KeyRound,
  type LucideIcon,
  MonitorUp,
  Server,
  Settings,
  SlidersHorizontal,
} from 'lucide-react';
import type { pages } from '../shell/pages.ts';
import type { Action } from './action-table.ts';

type SettingsPlace =
  | '/settings'
  | '/settings/alerts'
  | '/settings/notifications'
  | '/settings/machines'
  | '/settings/activity'
  | '/settings/account'
  | '/settings/keys';

/** Where an action can lead. */
export type Place = (typeof pages)[number]['to'] | '/wall' | SettingsPlace;

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
  place('/settings/alerts', 'Settings: alerts', SlidersHorizontal),
  place('/settings/notifications', 'Settings: notifications', Bell),
  place('/settings/machines', 'Settings: machines', Server),
  place('/settings/activity', 'Settings: activity', History),
  place('/settings/account', 'Settings: account and password', CircleUser),
  place('/settings/keys', 'Settings: API keys', KeyRound),
];
