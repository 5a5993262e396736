import { Link, useNavigate } from '@tanstack/react-router';
import { Popover } from 'radix-ui';
import { type ReactElement, useState } from 'react';
import { formatAgo, formatWait } from '../../format/duration.ts';
import { useLocalSetting } from '../../storage/local-setting.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import { Switch } from '../../ui/switch.tsx';
import { Ticking } from '../../ui/ticking.tsx';
import type { Notice } from './notice-log.ts';
import { soundSetting } from './notice-settings.ts';
import { useNotices } from './notice-store.ts';
import { playTone } from './play-tone.ts';
import { PushSwitch } from './push-switch.tsx';

/** The list below the bell. In its own chunk: most visits do not open it. */
export function BellPanel({
  trigger,
  isOpenAtFirst,
  onLook,
}: {
  trigger: ReactElement;
  isOpenAtFirst: boolean;
  onLook: (isOpen: boolean) => void;
}) {
  const { log } = useNotices();
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const onOpenChange = (next: boolean) => {
    setOpen(next);
    onLook(next);
  };
  const close = () => onOpenChange(false);
  return (
    <Popover.Root open={isOpen} onOpenChange={onOpenChange}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          aria-label="Notices"
          className="fade-in z-40 flex max-h-[70vh] w-[min(24rem,calc(100vw-2rem))] flex-col rounded-card bg-overlay shadow-pop outline-none"
        >
          <h2 className="flex-none border-b border-line px-3 py-2 font-semibold">Needed you</h2>
          <NoticeList notices={log.notices} onClose={close} />
          <Switches onClose={close} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function NoticeList({ notices, onClose }: { notices: readonly Notice[]; onClose: () => void }) {
  if (notices.length === 0) {
    return <p className="px-3 py-4 text-fg-3">Nothing needed you since this page was opened.</p>;
  }
  return (
    <ul className="min-h-0 flex-1 overflow-y-auto p-1">
      {notices.map((notice) => (
        <li key={notice.key}>
          <Link
            to="/"
            search={{ session: notice.sessionId }}
            onClick={onClose}
            className={`ring-inside grid grid-cols-[20px_minmax(0,1fr)_auto] items-center gap-x-2.5 rounded-control px-2 py-1.5 hover:bg-selected ${notice.endedAt === null ? '' : 'text-fg-3'}`}
          >
            <StateMark mark={notice.mark} />
            <span className="truncate font-medium">{notice.title}</span>
            <span className="num text-12 text-fg-3">
              {notice.endedAt === null ? (
                <Ticking at={notice.at} format={formatWait} />
              ) : (
                <>
                  over, <Ticking at={notice.endedAt} format={formatAgo} />
                </>
              )}
            </span>
            <span className="col-span-2 col-start-2 truncate text-12 text-fg-2">{notice.words}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Switches({ onClose }: { onClose: () => void }) {
  const [hasSound, setSound] = useLocalSetting(soundSetting);
  const navigate = useNavigate();
  return (
    <div className="flex-none border-t border-line px-3 py-1">
      <PushSwitch />
      <div className="flex min-h-9 items-center gap-3">
        <span className="flex-1">Sound on this page</span>
        <Switch
          label="Sound on this page"
          isOn={hasSound}
          onChange={(isOn) => {
            setSound(isOn);
            if (isOn) playTone().catch(() => undefined);
          }}
        />
      </div>
      <button
        type="button"
        className="mb-1.5 text-12 text-link underline underline-offset-2"
        onClick={() => {
          onClose();
          void navigate({ to: '/settings/notifications' });
        }}
      >
        Notification settings
      </button>
    </div>
  );
}
