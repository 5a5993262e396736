import type { Me } from '@orrery/protocol';
import { useLocation } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { counted } from '../../format/name.ts';
import type { LiveState } from '../../state/live-state.ts';
import { useLive } from '../../state/use-live.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { BrandMark } from './brand.tsx';
import { ConnectionDot } from './connection.tsx';
import { pages } from './pages.ts';
import { ThemeMenu } from './theme-menu.tsx';
import { UserMenu } from './user-menu.tsx';

const isLive = (state: LiveState) => state.connection.status === 'live';
const hostCount = (state: LiveState) => state.hosts.size;

/** The top of a phone's page: where one is, and whether it is live. */
export function PhoneBar({ me, onSearch }: { me: Me | null; onSearch: () => void }) {
  const { pathname } = useLocation();
  const live = useLive(isLive);
  const hosts = useLive(hostCount);
  const page =
    pages.find(({ to }) => to === pathname)?.name ??
    (pathname.startsWith('/settings') ? 'Settings' : 'Session');
  return (
    <header className="flex h-[52px] flex-none items-center gap-2.5 bg-canvas pr-3 pl-4 md:hidden">
      <BrandMark size={24} />
      <span className="min-w-0 flex-1 truncate text-16 font-semibold tracking-[-.02em]">{page}</span>
      {live ? (
        <span className="num flex items-center gap-1.5 text-12 whitespace-nowrap text-fg-3">
          <span className="size-[7px] rounded-full bg-working" />
          <span className="max-[360px]:sr-only">{counted(hosts, 'machine')}</span>
        </span>
      ) : (
        <ConnectionDot />
      )}
      <IconButton label="Search or jump to" size={44} onClick={onSearch}>
        <Icon of={Search} size={20} />
      </IconButton>
      <span className="-mx-3 max-[360px]:hidden">
        <ThemeMenu />
      </span>
      <UserMenu me={me} />
    </header>
  );
}
