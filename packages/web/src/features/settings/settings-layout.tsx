import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Icon } from '../../ui/icons.tsx';
import { PaneBoundary } from '../../ui/pane.tsx';
import { settingsSections } from './settings-nav.ts';

/** The sections of the settings beside the one that is shown; on a phone the list comes first. */
export function SettingsLayout() {
  const { pathname } = useLocation();
  const isTop = pathname === '/settings';
  return (
    <div className="flex min-h-0 flex-1 bg-surface max-md:flex-col max-md:overflow-y-auto">
      <nav
        id="pane-fleet"
        tabIndex={-1}
        aria-label="Settings"
        className={`w-[13rem] flex-none overflow-y-auto border-r border-line bg-canvas p-2 outline-none max-md:w-full max-md:border-r-0 max-md:border-b ${isTop ? '' : 'max-md:hidden'}`}
      >
        {(['Hub', 'You'] as const).map((of) => (
          <div key={of} className="mb-3">
            <h2 className="px-2.5 py-1.5 text-12 text-fg-3">{of}</h2>
            <ul>
              {settingsSections
                .filter((section) => section.of === of)
                .map((section) => (
                  <li key={section.to}>
                    <Link
                      to={section.to}
                      activeOptions={{ exact: true }}
                      aria-current={pathname === section.to ? 'page' : undefined}
                      className="flex h-[30px] items-center gap-2.5 rounded-control px-2.5 font-medium text-fg-2 hover:bg-hover hover:text-fg aria-[current=page]:bg-selected aria-[current=page]:text-fg max-md:h-11 max-md:text-14"
                    >
                      <Icon of={section.icon} />
                      <span className="flex-1">{section.name}</span>
                      <span className="md:hidden">
                        <Icon of={ChevronRight} size={14} />
                      </span>
                    </Link>
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </nav>
      <main
        id="main"
        tabIndex={-1}
        className="min-h-0 min-w-0 flex-1 overflow-y-auto outline-none max-md:flex-none max-md:overflow-visible max-md:[&_button:not([role])]:min-h-11"
      >
        {!isTop && (
          <Link
            to="/settings"
            className="flex h-11 items-center gap-1 border-b border-line px-2 text-13 font-medium text-fg-2 md:hidden"
          >
            <Icon of={ChevronLeft} />
            Settings
          </Link>
        )}
        <PaneBoundary name="This section" key={pathname}>
          <Outlet />
        </PaneBoundary>
      </main>
    </div>
  );
}
