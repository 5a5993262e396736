import { type AlertSettings, alertSettingsSchema } from '@orrery/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Field, inputClass } from '../../ui/field.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { useMe } from '../shell/use-me.ts';
import { type AlertForm, alertGroups, formOf, readAlertForm, shownValue } from './alert-fields.ts';
import { fetchAlertSettings, putAlertSettings } from './settings-api.ts';
import { Loaded, SettingsPage, SettingsPart } from './settings-section.tsx';

const usual = alertSettingsSchema.parse({});
const UNCHANGED = 'Nothing was changed.';
const queryKey = ['settings', 'alerts'];

/** When each alert begins, for the whole hub. */
export function AlertsPage() {
  const query = useQuery({ queryKey, queryFn: ({ signal }) => fetchAlertSettings(signal) });
  const isAdmin = useMe().data?.role === 'admin';
  return (
    <SettingsPage
      title="Alerts"
      remark={
        isAdmin
          ? 'When each alert begins, for everybody on this hub.'
          : 'An admin of this hub can change them.'
      }
    >
      <Loaded query={query} what="The thresholds">
        {(settings) => <AlertsForm settings={settings} isAdmin={isAdmin} />}
      </Loaded>
    </SettingsPage>
  );
}

function AlertsForm({ settings, isAdmin }: { settings: AlertSettings; isAdmin: boolean }) {
  const queries = useQueryClient();
  const [form, setForm] = useState<AlertForm>(() => formOf(settings));
  const [isTried, setTried] = useState(false);
  const read = readAlertForm(form);
  const errors = 'errors' in read && isTried ? read.errors : {};
  const isChanged = JSON.stringify(form) !== JSON.stringify(formOf(settings));
  const save = useMutation({
    mutationFn: putAlertSettings,
    onSuccess(_, saved) {
      queries.setQueryData(queryKey, saved);
      setForm(formOf(saved));
      showToast({ title: 'Thresholds saved', text: 'They hold from the next event on.' });
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if ('settings' in read) save.mutate(read.settings);
  };
  return (
    <form noValidate onSubmit={onSubmit}>
      {alertGroups.map((group) => (
        <SettingsPart key={group.title} title={group.title} remark={group.remark}>
          <div className="grid grid-cols-2 gap-x-6 py-1 max-md:grid-cols-1">
            {group.fields.map((field) => (
              <Field
                key={field.key}
                label={field.label}
                unit={field.unit}
                error={errors[field.key]}
                hint={`${field.hint} Usually ${Number(shownValue(field, usual)).toLocaleString('en-US')}.`}
              >
                {(props) => (
                  <input
                    {...props}
                    inputMode="decimal"
                    autoComplete="off"
                    disabled={!isAdmin}
                    value={form[field.key]}
                    onChange={(event) => setForm({ ...form, [field.key]: event.target.value })}
                    className={`num w-28 ${inputClass}`}
                  />
                )}
              </Field>
            ))}
          </div>
        </SettingsPart>
      ))}
      {isAdmin && (
        <div className="sticky bottom-0 flex flex-wrap items-center gap-2 border-t border-line bg-surface py-3">
          <Button
            type="submit"
            look="primary"
            size={36}
            why={isChanged ? null : UNCHANGED}
            isBusy={save.isPending}
          >
            Save
          </Button>
          <Button size={36} why={isChanged ? null : UNCHANGED} onClick={() => setForm(formOf(settings))}>
            Discard changes
          </Button>
          <Button size={36} look="ghost" onClick={() => setForm(formOf(usual))}>
            Set all as shipped
          </Button>
          {save.isError && (
            <p role="alert" className="text-danger">
              Nothing was saved: {save.error.message}
            </p>
          )}
        </div>
      )}
    </form>
  );
}
