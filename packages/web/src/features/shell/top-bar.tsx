import type { Me } from '@orrery/protocol';
import { Link, useLocation } from '@tanstack/react-router';
import { Command, Search, Settings } from 'lucide-react';
import { countNeedsYou } from '../../state/fleet-counts.ts';
import type { LiveState } from '../../state/live-state.ts';
import { useLive } from '../../state/use-live.tsx';
import { Kbd } from '../../ui/bits.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { lazyExtra } from '../../ui/lazy-part.tsx';
import { BrandMark } from './brand.tsx';
import { ConnectionDot } from './connection.tsx';
import { pages } from './pages.ts';
import { ThemeMenu } from './theme-menu.tsx';
import { UserMenu } from './user-menu.tsx';

const Bell = lazyExtra(() => import('../notices/bell.tsx').then((found) => found.Bell));

const hasSnapshot = (state: LiveState) => state.fleetSeq !== null;

/** Pages, search, connection and who is signed in. */
export function TopBar({ me, onSearch }: { me: Me | null; onSearch: () => void }) {
  const isReady = useLive(hasSnapshot);
  const needsYou = useLive(countNeedsYou);
  const { pathname } = useLocation();
  return (
    <header className="flex h-12 flex-none items-center gap-1 border-b border-line bg-surface pr-3 pl-3.5 max-md:hidden">
      <Link to="/" className="mr-4 flex items-center gap-2 text-14 font-semibold tracking-[-.015em]">
        <BrandMark />
        Orrery
      </Link>
      <nav aria-label="Pages" className="flex gap-0.5">
        {pages.map((page) => (
          <Link
            key={page.to}
            to={page.to}
            activeOptions={{ exact: true, includeSearch: false }}
            aria-current={isCurrent(page.to, pathname) ? 'page' : undefined}
            className="flex h-[30px] items-center gap-1.5 rounded-control px-2.5 font-medium text-fg-3 hover:text-fg aria-[current=page]:bg-selected aria-[current=page]:text-fg"
          >
            {page.name}
            {page.to === '/' && needsYou > 0 && (
              <span
                className="num rounded-chip bg-permit-solid px-1 text-11 font-bold text-on-permit"
                title={`${needsYou} need you`}
              >
                {needsYou}
              </span>
            )}
          </Link>
        ))}
      </nav>
      <span className="flex-1" />
      <button
        type="button"
        onClick={onSearch}
        className="flex h-[30px] w-[300px] items-center gap-2 rounded-control bg-canvas pr-1.5 pl-2.5 text-fg-3 ring-1 ring-edge ring-inset hover:text-fg-2 max-xl:hidden"
      >
        <Icon of={Search} size={14} />
        <span className="flex-1 text-left">Search or jump to…</span>
        <Kbd>
          <Icon of={Command} size={12} />
        </Kbd>
        <Kbd>K</Kbd>
      </button>
      <span className="xl:hidden">
        <IconButton label="Search or jump to" onClick={onSearch}>
          <Icon of={Search} />
        </IconButton>
      </span>
      <ConnectionDot />
      <span className="size-7">{isReady && <Bell />}</span>
      <ThemeMenu />
      <Link
        to="/settings"
        aria-label="Settings"
        title="Settings"
        aria-current={pathname.startsWith('/settings') ? 'page' : undefined}
        className="inline-flex size-7 items-center justify-center rounded-control text-fg-2 hover:bg-hover hover:text-fg aria-[current=page]:bg-selected"
      >
        <Icon of={Settings} />
      </Link>
      <UserMenu me={me} />
    </header>
  );
}

/** A conversation is part of Browse. */
function isCurrent(to: string, pathname: string): boolean {
  return to === '/'
    ? pathname === '/'
    : pathname.startsWith(to) || (to === '/browse' && pathname.startsWith('/sessions/'));
}

const settingsPlace = { to: '/settings', name: 'Settings', icon: Settings } as const;

/** The phone's bar: the same pages in reach of a thumb. */
export function BottomBar() {
  const needsYou = useLive(countNeedsYou);
  const { pathname } = useLocation();
  return (
    <nav
      aria-label="Pages"
      className="safe-bottom grid flex-none grid-cols-4 border-t border-line bg-surface md:hidden"
    >
      {[...pages, settingsPlace].map((page) => (
        <Link
          key={page.to}
          to={page.to}
          activeOptions={{ exact: true, includeSearch: false }}
          aria-current={isCurrent(page.to, pathname) ? 'page' : undefined}
          className="ring-inside relative flex h-14 flex-col items-center justify-center gap-0.5 text-11 font-medium text-fg-3 aria-[current=page]:text-fg"
        >
          <Icon of={page.icon} size={24} />
          {page.name}
          {page.to === '/' && needsYou > 0 && (
            <span className="num absolute top-1 left-[calc(50%+6px)] min-w-[17px] rounded-full bg-permit-solid px-1 text-center text-11 font-bold text-on-permit">
              {needsYou}
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
