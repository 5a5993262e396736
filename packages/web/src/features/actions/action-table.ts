import {
  Clipboard,
  Columns3,
  type LucideIcon,
  Moon,
  Network,
  Search,
  SkipForward,
  Sun,
  SunMoon,
} from 'lucide-react';
import type { LiveState } from '../../state/live-state.ts';
import type { Control } from '../control/control.ts';
import { type SectionKey, sectionKeys, sectionNames, toggleSection } from '../detail/sections.ts';
import { pages } from '../shell/pages.ts';
import { type ThemeChoice, themeSetting } from '../shell/theme.ts';
import { openLayer } from './palette-state.ts';
import { type Place, placeActions } from './place-actions.ts';
import { sessionActions } from './session-action-rows.ts';

/** What actions act on: the page as it is now. */
export interface ActionContext {
  /** The session that is shown, if any. */
  sessionId: string | null;
  goTo(to: Place): void;
  openSession(sessionId: string): void;
  openConversation(sessionId: string): void;
  /** Selects the next or previous card of the list, as it is drawn. */
  moveSelection(step: 1 | -1): void;
  selectNextNeedingYou(): void;
  focusSearch(): void;
  cyclePanes(step: 1 | -1): void;
  copyLink(sessionId: string): void;
  /** The live state, as new as it gets. */
  live(): LiveState;
  control: Control;
}

/** Something a person can do. One table feeds the palette, the keys and the sheet. */
export interface Action {
  id: string;
  label: string;
  icon: LucideIcon;
  /** Keys, as the sheet shows them: `Mod+K`, `G O`, `J`. */
  keys: string | null;
  /** Single letters can be turned off and are ignored in fields. */
  isEnabled: (context: ActionContext) => boolean;
  /** Why it cannot be done now, where a person may expect that it can. */
  whyNot?: (context: ActionContext) => string | null;
  run: (context: ActionContext) => void;
  /** Holding its key down does it again and again. */
  canRepeat?: boolean;
  /** Keys that mean nothing outside the list are not offered in the palette. */
  isKeyOnly?: boolean;
}

const always = () => true;
const hasSession = (context: ActionContext) => context.sessionId !== null;

const themeIcons: Record<ThemeChoice, LucideIcon> = { light: Sun, dark: Moon, system: SunMoon };
const themeNames: Record<ThemeChoice, string> = {
  light: 'Light theme',
  dark: 'Dark theme',
  system: 'Theme of the system',
};

/** All actions, in the order of the sheet. */
export const actions: readonly Action[] = [
  {
    id: 'palette',
    label: 'Command palette',
    icon: Search,
    keys: 'Mod+K',
    isEnabled: always,
    run: () => openLayer('palette'),
    isKeyOnly: true,
  },
  {
    id: 'shortcuts',
    label: 'Keyboard shortcuts',
    icon: Clipboard,
    keys: '?',
    isEnabled: always,
    run: () => openLayer('shortcuts'),
  },
  {
    id: 'nextNeedsYou',
    label: 'Next that needs you',
    icon: SkipForward,
    keys: 'N',
    isEnabled: always,
    run: (context) => context.selectNextNeedingYou(),
  },
  {
    id: 'nextSession',
    label: 'Next session',
    icon: Columns3,
    keys: 'J',
    isEnabled: always,
    run: (context) => context.moveSelection(1),
    canRepeat: true,
    isKeyOnly: true,
  },
  {
    id: 'previousSession',
    label: 'Previous session',
    icon: Columns3,
    keys: 'K',
    isEnabled: always,
    run: (context) => context.moveSelection(-1),
    canRepeat: true,
    isKeyOnly: true,
  },
  {
    id: 'filter',
    label: 'Search or filter',
    icon: Search,
    keys: '/',
    isEnabled: always,
    run: (context) => context.focusSearch(),
  },
  ...sessionActions,
  ...pages.map(
    (page): Action => ({
      id: `page:${page.to}`,
      label: page.name,
      icon: page.icon,
      keys: `G ${page.key.toUpperCase()}`,
      isEnabled: always,
      run: (context) => context.goTo(page.to),
    }),
  ),
  ...placeActions,
  ...sectionKeys.map(
    (key: SectionKey, index): Action => ({
      id: `section:${key}`,
      label: `Open or close ${sectionNames[key]}`,
      icon: Network,
      keys: `Alt+${index + 1}`,
      isEnabled: hasSession,
      run: () => toggleSection(key),
    }),
  ),
  {
    id: 'nextPane',
    label: 'Next pane',
    icon: Columns3,
    keys: 'F6',
    isEnabled: always,
    run: (context) => context.cyclePanes(1),
    isKeyOnly: true,
  },
  {
    id: 'previousPane',
    label: 'Previous pane',
    icon: Columns3,
    keys: 'Shift+F6',
    isEnabled: always,
    run: (context) => context.cyclePanes(-1),
    isKeyOnly: true,
  },
  ...(['light', 'dark', 'system'] as const).map(
    (choice): Action => ({
      id: `theme:${choice}`,
      label: themeNames[choice],
      icon: themeIcons[choice],
      keys: null,
      isEnabled: () => themeSetting.read() !== choice,
      run: () => themeSetting.write(choice),
    }),
  ),
];
