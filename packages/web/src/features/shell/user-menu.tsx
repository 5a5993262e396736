import type { Me } from '@orrery/protocol';
import { Link } from '@tanstack/react-router';
import { LogOut, Settings } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { signOut } from '../../api.ts';
import { Avatar } from '../../ui/bits.tsx';
import { Icon } from '../../ui/icons.tsx';
import { menuItemClass, menuPanelClass } from '../../ui/menu.ts';
import { showToast } from '../../ui/toasts.tsx';

/** Who is signed in, and the way out. */
export function UserMenu({ me }: { me: Me | null }) {
  const leave = async () => {
    try {
      await signOut();
      location.assign('/sign-in');
    } catch {
      showToast({ title: 'Sign-out did not reach the hub', text: 'You are still signed in.', isError: true });
    }
  };
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        aria-label={me === null ? 'Account' : `Account of ${me.name}`}
        className="ml-1.5 rounded-full"
        disabled={me === null}
      >
        <span aria-hidden>
          <Avatar name={me?.name ?? '·'} size={24} />
        </span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className={menuPanelClass}>
          <DropdownMenu.Label className="px-2 py-1.5">
            <span className="block font-semibold text-fg">{me?.name}</span>
            <span className="block text-12 text-fg-3">
              {me?.email}, {me?.role}
            </span>
          </DropdownMenu.Label>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item className={menuItemClass} asChild>
            <Link to="/settings">
              <Icon of={Settings} size={14} />
              Settings
            </Link>
          </DropdownMenu.Item>
          <DropdownMenu.Item className={menuItemClass} onSelect={() => void leave()}>
            <Icon of={LogOut} size={14} />
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
