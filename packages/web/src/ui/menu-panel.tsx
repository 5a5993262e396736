import { DropdownMenu } from 'radix-ui';
import { type ReactElement, useRef } from 'react';
import { Icon } from './icons.tsx';
import { menuItemClass, menuPanelClass } from './menu.ts';
import type { MenuItem } from './menu-items.ts';

/** A button with a menu below it. In its own chunk: most visits open none. */
export function MenuPanel({
  trigger,
  items,
  isOpenAtFirst,
}: {
  trigger: ReactElement;
  items: readonly MenuItem[];
  isOpenAtFirst: boolean;
}) {
  // What takes the focus can have it only when the menu has let go of it.
  const whenClosed = useRef<(() => void) | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <DropdownMenu.Root defaultOpen={isOpenAtFirst}>
      <DropdownMenu.Trigger asChild ref={button}>
        {trigger}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className={menuPanelClass}
          onCloseAutoFocus={(event) => {
            if (whenClosed.current === null) return;
            event.preventDefault();
            // First back to the button: a dialog gives the focus to what had it when it opened.
            button.current?.focus();
            whenClosed.current();
            whenClosed.current = null;
          }}
        >
          {items.map((item) => (
            <MenuLine
              key={item.key}
              item={item}
              onChosen={(chosen) => {
                if (chosen.movesFocus === true) whenClosed.current = chosen.run;
                else chosen.run();
              }}
            />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function MenuLine({
  item,
  onChosen,
}: {
  item: MenuItem;
  onChosen: (action: Extract<MenuItem, { kind: 'action' }>) => void;
}) {
  switch (item.kind) {
    case 'label':
      return (
        <DropdownMenu.Label className="mb-1 border-b border-line px-2 py-1.5">
          <span className="block font-semibold text-fg">{item.name}</span>
          <span className="block text-12 text-fg-3">{item.remark}</span>
        </DropdownMenu.Label>
      );
    case 'action':
      return (
        <DropdownMenu.Item
          className={`${menuItemClass} ${item.isMain === true ? 'mt-1 rounded-t-none border-t border-line py-1 font-semibold text-fg' : ''}`}
          disabled={item.isOff === true}
          onSelect={() => onChosen(item)}
        >
          {item.icon !== undefined && <Icon of={item.icon} size={14} />}
          {item.name}
        </DropdownMenu.Item>
      );
    case 'check':
    case 'radio':
      return (
        <DropdownMenu.CheckboxItem
          role={item.kind === 'radio' ? 'menuitemradio' : 'menuitemcheckbox'}
          checked={item.isChecked}
          onCheckedChange={item.run}
          // Several of one kind are chosen in one visit.
          onSelect={(event) => item.kind === 'check' && event.preventDefault()}
          className={menuItemClass}
        >
          {item.icon !== undefined && <Icon of={item.icon} size={14} />}
          {item.kind === 'check' && (
            <span className="inline-flex size-3.5 flex-none items-center justify-center rounded-[3px] text-11 ring-1 ring-edge ring-inset">
              <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
            </span>
          )}
          <span className="min-w-0 flex-1 py-1 leading-4 break-words">{item.name}</span>
          {item.kind === 'radio' && <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>}
        </DropdownMenu.CheckboxItem>
      );
  }
}
