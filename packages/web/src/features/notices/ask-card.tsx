import { useNavigate } from '@tanstack/react-router';
import { Bell } from 'lucide-react';
import { useState } from 'react';
import { formatDuration } from '../../format/duration.ts';
import { turnPushOn } from '../../push/push-subscription.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { showToast } from '../../ui/toasts.tsx';
import type { Notice } from './notice-log.ts';

/** Asked once, and only after a wait was missed: whether this browser shall tell the next time. */
export function AskCard({
  notice,
  waitedMs,
  onClose,
}: {
  notice: Notice;
  waitedMs: number;
  onClose: () => void;
}) {
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const turnOn = async () => {
    setBusy(true);
    try {
      await turnPushOn();
      showToast({ title: 'Notifications are on', text: 'For this browser, with the tab closed too.' });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      showToast({ title: 'Notifications stay off', text, isError: true });
    }
    onClose();
  };
  return (
    <section
      aria-label="Notifications"
      className="fade-in fixed bottom-4 left-4 z-40 w-[min(28rem,calc(100vw-2rem))] rounded-card bg-overlay p-4 shadow-pop max-md:bottom-[calc(4.5rem+env(safe-area-inset-bottom))]"
    >
      <h2 className="text-14 font-semibold">Hear about it when Claude waits?</h2>
      <p className="mt-1 text-fg-2">
        {notice.title} waited {formatDuration(waitedMs)} for{' '}
        {notice.mark === 'permission' ? 'a permission' : 'an answer'}. Orrery can notify this browser next
        time.
      </p>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button
          look="primary"
          isBusy={isBusy}
          icon={<Icon of={Bell} size={14} />}
          onClick={() => void turnOn()}
        >
          Turn on
        </Button>
        <Button
          onClick={() => {
            onClose();
            void navigate({ to: '/settings/notifications' });
          }}
        >
          Choose which
        </Button>
        <Button look="ghost" onClick={onClose}>
          Not now
        </Button>
      </div>
    </section>
  );
}
