import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { OperationsPage } from './features/operations/operations-page.tsx';
import { parseOperationsSearch } from './features/sessions/session-filter.ts';
import { AppShell } from './features/shell/app-shell.tsx';
import { parseSearch, stringifySearch } from './router-search.ts';

/** A search key that is text or undefined: the router would let a raw value through where the key is left out. */
function optionalText<K extends string>(key: K) {
  return (raw: Record<string, unknown>): { [key in K]?: string | undefined } => {
    const value = raw[key];
    const text = typeof value === 'string' && value !== '' ? value : undefined;
    return { [key]: text } as { [key in K]?: string | undefined };
  };
}

const root = createRootRoute();
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: AppShell });

const operations = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: OperationsPage,
  validateSearch: parseOperationsSearch,
});
const browse = createRoute({
  getParentRoute: () => shell,
  path: '/browse',
  component: lazyRouteComponent(() => import('./features/browse/browse-page.tsx'), 'BrowsePage'),
  validateSearch: optionalText('q'),
});
const session = createRoute({
  getParentRoute: () => shell,
  path: '/sessions/$sessionId',
  component: lazyRouteComponent(
    () => import('./features/conversation/conversation-page.tsx'),
    'ConversationPage',
  ),
  validateSearch: optionalText('at'),
});
const chat = createRoute({
  getParentRoute: () => shell,
  path: '/chat',
  component: lazyRouteComponent(() => import('./features/chat/chat-page.tsx'), 'ChatPage'),
});
const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('./features/settings/settings-layout.tsx'), 'SettingsLayout'),
});
const appearance = createRoute({
  getParentRoute: () => settings,
  path: '/',
  component: lazyRouteComponent(() => import('./features/settings/appearance-page.tsx'), 'AppearancePage'),
});
const alerts = createRoute({
  getParentRoute: () => settings,
  path: '/alerts',
  component: lazyRouteComponent(() => import('./features/settings/alerts-page.tsx'), 'AlertsPage'),
});
const notifications = createRoute({
  getParentRoute: () => settings,
  path: '/notifications',
  component: lazyRouteComponent(
    () => import('./features/settings/notifications-page.tsx'),
    'NotificationsPage',
  ),
});
const machines = createRoute({
  getParentRoute: () => settings,
  path: '/machines',
  component: lazyRouteComponent(() => import('./features/settings/machines-page.tsx'), 'MachinesPage'),
});
const activity = createRoute({
  getParentRoute: () => settings,
  path: '/activity',
  component: lazyRouteComponent(() => import('./features/settings/activity-page.tsx'), 'ActivityPage'),
});
const account = createRoute({
  getParentRoute: () => settings,
  path: '/account',
  component: lazyRouteComponent(() => import('./features/settings/account-page.tsx'), 'AccountPage'),
});
const keys = createRoute({
  getParentRoute: () => settings,
  path: '/keys',
  component: lazyRouteComponent(() => import('./features/settings/keys-page.tsx'), 'KeysPage'),
});
const wall = createRoute({
  getParentRoute: () => root,
  path: '/wall',
  component: lazyRouteComponent(() => import('./features/wall/wall-page.tsx'), 'WallPage'),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./features/account/sign-in-page.tsx'), 'SignInPage'),
  validateSearch: (raw) => ({ ...optionalText('next')(raw), ...optionalText('why')(raw) }),
});
const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./features/account/setup-page.tsx'), 'SetupPage'),
});
const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  component: lazyRouteComponent(() => import('./features/account/reset-page.tsx'), 'ResetPage'),
});
const docs = createRoute({
  getParentRoute: () => root,
  path: '/docs',
  component: lazyRouteComponent(() => import('./features/docs/docs-page.tsx'), 'DocsPage'),
});
const gallery = createRoute({
  getParentRoute: () => root,
  path: '/gallery',
  component: lazyRouteComponent(() => import('./gallery/gallery-page.tsx'), 'GalleryPage'),
});
const fallback = createRoute({
  getParentRoute: () => shell,
  path: '$',
  beforeLoad: () => {
    throw redirect({ to: '/', replace: true });
  },
});

/** All pages of Orrery and their addresses. */
export const router = createRouter({
  routeTree: root.addChildren([
    shell.addChildren([
      operations,
      browse,
      session,
      chat,
      settings.addChildren([appearance, alerts, notifications, machines, activity, account, keys]),
      fallback,
    ]),
    wall,
    signIn,
    setup,
    reset,
    docs,
    gallery,
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
