import type { Me } from '@orrery/protocol';
import { useNavigate } from '@tanstack/react-router';
import { LogOut, Settings } from 'lucide-react';
import { signOut } from '../../api.ts';
import { Avatar } from '../../ui/bits.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { showToast } from '../../ui/toasts.tsx';

/** Who is signed in, and the way out. */
export function UserMenu({ me }: { me: Me | null }) {
  const navigate = useNavigate();
  const leave = async () => {
    try {
      // A browser that cannot be forgotten now must not keep the person signed in.
      await import('../../push/push-subscription.ts')
        .then(({ forgetThisBrowser }) => forgetThisBrowser())
        .catch(() => undefined);
      await signOut();
      location.assign('/sign-in');
    } catch {
      showToast({ title: 'Sign-out did not reach the hub', text: 'You are still signed in.', isError: true });
    }
  };
  const trigger = (
    <button
      type="button"
      aria-label={me === null ? 'Account' : `Account of ${me.name}`}
      disabled={me === null}
      className="relative ml-1.5 flex flex-none items-center justify-center rounded-full before:absolute before:-inset-2.5 max-md:-mr-2.5 max-md:-ml-1 max-md:size-11 max-md:before:hidden"
    >
      <span aria-hidden>
        <Avatar name={me?.name ?? '·'} size={24} />
      </span>
    </button>
  );
  return (
    <MenuButton
      trigger={trigger}
      items={[
        {
          kind: 'label',
          key: 'me',
          name: me?.name ?? '',
          remark: me === null ? '' : `${me.email}, ${me.role}`,
        },
        {
          kind: 'action',
          key: 'settings',
          name: 'Settings',
          icon: Settings,
          run: () => void navigate({ to: '/settings' }),
        },
        { kind: 'action', key: 'signOut', name: 'Sign out', icon: LogOut, run: () => void leave() },
      ]}
    />
  );
}
