import { Monitor, Moon, Sun } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useLocalSetting } from '../../storage/local-setting.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { menuItemClass, menuPanelClass } from '../../ui/menu.ts';
import { type ThemeChoice, themeChoices, themeSetting } from './theme.ts';

const looks = {
  light: { icon: Sun, name: 'Light' },
  dark: { icon: Moon, name: 'Dark' },
  system: { icon: Monitor, name: 'As the system' },
} satisfies Record<ThemeChoice, object>;

/** Light, dark or as the system. */
export function ThemeMenu() {
  const [choice, choose] = useLocalSetting(themeSetting);
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <IconButton label={`Theme: ${looks[choice].name.toLowerCase()}`}>
          <Icon of={looks[choice].icon} />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={6} className={menuPanelClass}>
          <DropdownMenu.RadioGroup value={choice}>
            {themeChoices.map((each) => (
              <DropdownMenu.RadioItem
                key={each}
                value={each}
                onSelect={() => choose(each)}
                className={menuItemClass}
              >
                <Icon of={looks[each].icon} size={14} />
                <span className="flex-1">{looks[each].name}</span>
                <DropdownMenu.ItemIndicator>✓</DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
