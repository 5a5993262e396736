import { cloneElement, type ReactElement, useState } from 'react';
import type { MenuItem } from './menu-items.ts';
import { showToast } from './toasts.tsx';

type Panel = typeof import('./menu-panel.tsx')['MenuPanel'];
type Trigger = ReactElement<{
  onPointerEnter?: () => void;
  onFocus?: () => void;
  onClick?: () => void;
  'aria-haspopup'?: 'menu';
}>;

/** A button that opens a menu. The menu's code is fetched when the pointer or the focus comes near. */
export function MenuButton({ trigger, items }: { trigger: Trigger; items: readonly MenuItem[] }) {
  const [loaded, setLoaded] = useState<{ Panel: Panel; isOpenAtFirst: boolean } | null>(null);
  const load = (isOpenAtFirst: boolean) => {
    import('./menu-panel.tsx').then(
      // A click while it was loading wins over the pointer that began it.
      ({ MenuPanel }) => setLoaded((before) => before ?? { Panel: MenuPanel, isOpenAtFirst }),
      () => showToast({ title: 'The menu did not load', text: 'The hub cannot be reached.', isError: true }),
    );
  };
  if (loaded !== null)
    return <loaded.Panel trigger={trigger} items={items} isOpenAtFirst={loaded.isOpenAtFirst} />;
  return cloneElement(trigger, {
    'aria-haspopup': 'menu',
    onPointerEnter: () => void import('./menu-panel.tsx').catch(() => undefined),
    onFocus: () => void import('./menu-panel.tsx').catch(() => undefined),
    onClick: () => load(true),
  });
}
