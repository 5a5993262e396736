import type { LiveState } from '../../state/live-state.ts';
import { useLive } from '../../state/use-live.tsx';
import { useLocalSetting } from '../../storage/local-setting.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { sectionSetting } from '../detail/sections.ts';
import { widthsSetting } from '../operations/pane-widths.ts';
import { densitySetting } from '../sessions/density-setting.ts';
import { themeSetting } from '../shell/theme.ts';
import { letterKeysSetting } from './key-setting.ts';
import { SettingsPage, SettingsRow } from './settings-section.tsx';

const hubVersion = (state: LiveState) => state.hubVersion;

const themes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'system', label: 'As the system' },
] as const;
const densities = [
  { value: 'cards', label: 'Cards' },
  { value: 'compact', label: 'Compact' },
] as const;
const onOff = [
  { value: 'on', label: 'On' },
  { value: 'off', label: 'Off' },
] as const;

/** What this browser remembers. */
export function AppearancePage() {
  const [theme, chooseTheme] = useLocalSetting(themeSetting);
  const [density, chooseDensity] = useLocalSetting(densitySetting);
  const [hasLetterKeys, setLetterKeys] = useLocalSetting(letterKeysSetting);
  const version = useLive(hubVersion);
  const resetLayout = () => {
    widthsSetting.write({ fleetPx: null, listPx: null });
    sectionSetting.write({ closed: [], agentsPx: null, toolsPx: null });
    showToast({ title: 'Layout reset' });
  };
  return (
    <SettingsPage title="Appearance" remark="Kept in this browser.">
      <SettingsRow name="Theme" remark="Light, dark, or what the system says.">
        <Segmented label="Theme" value={theme} options={themes} onChange={chooseTheme} />
      </SettingsRow>
      <SettingsRow name="Sessions in the list" remark="Cards of four lines, or two lines for many sessions.">
        <Segmented
          label="Sessions in the list"
          value={density}
          options={densities}
          onChange={chooseDensity}
        />
      </SettingsRow>
      <SettingsRow name="Single-letter keys" remark="J, K, N and the others. Ctrl+K and Alt+1 work always.">
        <Segmented
          label="Single-letter keys"
          value={hasLetterKeys ? 'on' : 'off'}
          options={onOff}
          onChange={(value) => setLetterKeys(value === 'on')}
        />
      </SettingsRow>
      <SettingsRow name="Layout" remark="Widths and heights of the panes, and which are closed.">
        <Button onClick={resetLayout}>Reset</Button>
      </SettingsRow>
      <p className="num mt-4 text-12 text-fg-3">
        {version === null ? 'Not connected to a hub.' : `Hub version ${version}.`} API for scripts:{' '}
        <a href="/docs" className="text-link underline underline-offset-2">
          /api/docs
        </a>
      </p>
    </SettingsPage>
  );
}
