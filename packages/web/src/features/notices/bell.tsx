import { Bell as BellIcon } from 'lucide-react';
import { useState } from 'react';
import { useLiveStore } from '../../state/use-live.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { countUnread } from './notice-log.ts';
import { lookAtNotices, useNotices } from './notice-store.ts';

type Panel = typeof import('./bell-panel.tsx')['BellPanel'];

/** How often Claude began to need somebody since the last look; opens to the list. */
export function Bell() {
  const { log, lookedAt } = useNotices();
  const [loaded, setLoaded] = useState<{ Panel: Panel } | null>(null);
  const [isOpen, setOpen] = useState(false);
  const store = useLiveStore();
  const onLook = (next: boolean) => {
    setOpen(next);
    lookAtNotices(Date.now() + store.state().skewMs);
  };
  const load = () => {
    onLook(true);
    import('./bell-panel.tsx').then(
      ({ BellPanel }) => setLoaded({ Panel: BellPanel }),
      () => showToast({ title: 'The list did not load', text: 'The hub cannot be reached.', isError: true }),
    );
  };
  const unread = isOpen ? 0 : countUnread(log, lookedAt);
  const trigger = (
    <IconButton
      label={unread === 0 ? 'Notices' : `Notices, ${unread} new`}
      className="relative overflow-visible"
      aria-haspopup="dialog"
      {...(loaded === null ? { onClick: load } : {})}
    >
      <Icon of={BellIcon} />
      {unread > 0 && (
        <span
          aria-hidden
          className="num absolute -top-0.5 -right-0.5 min-w-[15px] rounded-full bg-accent px-1 text-center text-[10px] leading-[15px] font-bold text-on-accent"
        >
          {unread > 9 ? '9+' : unread}
        </span>
      )}
    </IconButton>
  );
  return loaded === null ? trigger : <loaded.Panel trigger={trigger} isOpenAtFirst onLook={onLook} />;
}
