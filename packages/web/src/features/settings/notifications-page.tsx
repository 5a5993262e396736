import { useLocalSetting } from '../../storage/local-setting.ts';
import { Switch } from '../../ui/switch.tsx';
import { soundSetting } from '../notices/notice-settings.ts';
import { playTone } from '../notices/play-tone.ts';
import { useMe } from '../shell/use-me.ts';
import { BrowsersPart } from './browsers-part.tsx';
import { SettingsPage, SettingsPart, SettingsRow } from './settings-section.tsx';
import { WebhooksPart } from './webhooks-part.tsx';

/** Where a person hears that Claude needs them: this browser, others, and the hub's webhooks. */
export function NotificationsPage() {
  const isAdmin = useMe().data?.role === 'admin';
  const [hasSound, setSound] = useLocalSetting(soundSetting);
  return (
    <SettingsPage title="Notifications" remark="How you hear that Claude needs you.">
      <BrowsersPart />
      <SettingsPart title="Sound" remark="While a page of Orrery is open in this browser.">
        <SettingsRow name="A short tone" remark="When a session begins to need you.">
          <Switch
            label="A short tone"
            isOn={hasSound}
            onChange={(isOn) => {
              setSound(isOn);
              // Heard at once, so that nobody wonders what it will be like.
              if (isOn) playTone().catch(() => undefined);
            }}
          />
        </SettingsRow>
      </SettingsPart>
      {isAdmin && <WebhooksPart />}
    </SettingsPage>
  );
}
