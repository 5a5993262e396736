import { useMutation } from '@tanstack/react-query';
import { ownEndpoint } from '../../push/push-subscription.ts';
import { Button } from '../../ui/button.tsx';
import { useMe } from '../shell/use-me.ts';
import { PasswordForm } from './password-form.tsx';
import { endedWords } from './session-words.ts';
import { endOtherSessions } from './settings-api.ts';
import { SettingsPage, SettingsPart, SettingsRow } from './settings-section.tsx';

/** A person's own account: password, and where they are signed in. */
export function AccountPage() {
  const me = useMe().data;
  return (
    <SettingsPage title="Account" remark={me === undefined ? '' : `${me.name}, ${me.email}, ${me.role}`}>
      <SettingsPart
        title="Password"
        remark="A new one signs you out, and ends notifications, everywhere but here."
      >
        <PasswordForm email={me?.email ?? ''} />
      </SettingsPart>
      <SettingsPart title="Sessions">
        <OtherSessions />
      </SettingsPart>
    </SettingsPage>
  );
}

function OtherSessions() {
  const end = useMutation({ mutationFn: async () => endOtherSessions(await ownEndpoint()) });
  return (
    <SettingsRow
      name="Other browsers and devices"
      remark={
        <span role="status">
          {end.isError ? (
            <span className="text-danger">Nothing was ended: {end.error.message}</span>
          ) : end.isSuccess ? (
            endedWords(end.data)
          ) : (
            'They have to sign in again, their open pages stop at once, and they get no more notifications. This browser stays.'
          )}
        </span>
      }
    >
      <Button isBusy={end.isPending} onClick={() => end.mutate()}>
        Sign out everywhere else
      </Button>
    </SettingsRow>
  );
}
