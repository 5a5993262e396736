import { Monitor, Moon, Sun } from 'lucide-react';
import { useLocalSetting } from '../../storage/local-setting.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
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
    <MenuButton
      trigger={
        <IconButton label={`Theme: ${looks[choice].name.toLowerCase()}`} className="max-md:size-11">
          <Icon of={looks[choice].icon} />
        </IconButton>
      }
      items={themeChoices.map((each) => ({
        kind: 'radio',
        key: each,
        ...looks[each],
        isChecked: each === choice,
        run: () => choose(each),
      }))}
    />
  );
}
