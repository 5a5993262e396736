import type { ReactNode } from 'react';
import type { LiveState } from '../../state/live-state.ts';
import { useLive } from '../../state/use-live.tsx';
import { useLocalSetting } from '../../storage/local-setting.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { sectionSetting } from '../detail/sections.ts';
import { widthsSetting } from '../operations/pane-widths.ts';
import { themeSetting } from '../shell/theme.ts';
import { letterKeysSetting } from './key-setting.ts';

const hubVersion = (state: LiveState) => state.hubVersion;

const themes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'system', label: 'As the system' },
] as const;
const onOff = [
  { value: 'on', label: 'On' },
  { value: 'off', label: 'Off' },
] as const;

/** What this browser remembers. */
export function SettingsPage() {
  const [theme, chooseTheme] = useLocalSetting(themeSetting);
  const [hasLetterKeys, setLetterKeys] = useLocalSetting(letterKeysSetting);
  const version = useLive(hubVersion);
  const resetLayout = () => {
    widthsSetting.write({ fleetPx: null, listPx: null });
    sectionSetting.write({ closed: [], agentsPx: null, toolsPx: null });
    showToast({ title: 'Layout reset' });
  };
  return (
    <main id="main" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto bg-surface outline-none">
      <div className="mx-auto max-w-[44rem] px-4 py-4">
        <h1 className="text-20 font-semibold tracking-[-.015em]">Settings</h1>
        <p className="mt-1 text-fg-2">Kept in this browser.</p>
        <dl className="mt-3">
          <Row name="Theme" remark="Light, dark, or what the system says.">
            <Segmented label="Theme" value={theme} options={themes} onChange={chooseTheme} />
          </Row>
          <Row name="Single-letter keys" remark="J, K, N and the others. Ctrl+K and Alt+1 work always.">
            <Segmented
              label="Single-letter keys"
              value={hasLetterKeys ? 'on' : 'off'}
              options={onOff}
              onChange={(value) => setLetterKeys(value === 'on')}
            />
          </Row>
          <Row name="Layout" remark="Widths and heights of the panes, and which are closed.">
            <Button onClick={resetLayout}>Reset</Button>
          </Row>
        </dl>
        <p className="num mt-4 text-12 text-fg-3">
          {version === null ? 'Not connected to a hub.' : `Hub version ${version}.`} API for scripts:{' '}
          <a href="/api/docs" className="text-link underline underline-offset-2">
            /api/docs
          </a>
        </p>
      </div>
    </main>
  );
}

function Row({ name, remark, children }: { name: string; remark: string; children: ReactNode }) {
  return (
    <div className="flex min-h-14 items-center gap-4 border-b border-line py-2 max-md:flex-wrap">
      <dt className="min-w-0 flex-1">
        <span className="block font-semibold">{name}</span>
        <span className="block text-12 text-fg-3">{remark}</span>
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
