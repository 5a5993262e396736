import {
  Bell,
  CircleUser,
  History,
  KeyRound,
  type LucideIcon,
  Palette,
  Server,
  SlidersHorizontal,
} from 'lucide-react';

/** One section of the settings. */
export interface SettingsSection {
  to:
    | '/settings'
    | '/settings/alerts'
    | '/settings/notifications'
    | '/settings/machines'
    | '/settings/activity'
    | '/settings/account'
    | '/settings/keys';
  name: string;
  icon: LucideIcon;
  /** Whose: this hub's, for everybody, or the reader's own. */
  of: 'Hub' | 'You';
}

/** Sections of the settings, in order. */
export const settingsSections: readonly SettingsSection[] = [
  { to: '/settings/machines', name: 'Machines', icon: Server, of: 'Hub' },
  { to: '/settings/alerts', name: 'Alerts', icon: SlidersHorizontal, of: 'Hub' },
  { to: '/settings/activity', name: 'Activity', icon: History, of: 'Hub' },
  { to: '/settings/account', name: 'Account', icon: CircleUser, of: 'You' },
  { to: '/settings/notifications', name: 'Notifications', icon: Bell, of: 'You' },
  { to: '/settings', name: 'Appearance', icon: Palette, of: 'You' },
  { to: '/settings/keys', name: 'API keys', icon: KeyRound, of: 'You' },
];
