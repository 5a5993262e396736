import type { Webhook } from '@orrery/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Captioned } from '../../ui/caption.tsx';
import { Field, inputClass } from '../../ui/field.tsx';
import { focusOnMount } from '../../ui/focus-on-mount.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Switch } from '../../ui/switch.tsx';
import { KindsChoice } from './kinds-choice.tsx';
import { saveWebhook } from './settings-api.ts';
import { fieldsOf, formatNames, readWebhook, type WebhookFields } from './webhook-fields.ts';

const formats = (['slack', 'ntfy', 'json'] as const).map((value) => ({ value, label: formatNames[value] }));
const hints: Record<Webhook['format'], string> = {
  slack: 'An incoming webhook of Slack, Mattermost, Rocket.Chat, or of Discord with /slack at the end.',
  ntfy: 'The address of a topic, such as https://ntfy.sh/my-topic.',
  json: 'Any address that takes JSON by POST.',
};

/** Adds a webhook or changes one. */
export function WebhookForm({ webhook, onDone }: { webhook: Webhook | null; onDone: () => void }) {
  const queries = useQueryClient();
  const [fields, setFields] = useState<WebhookFields>(() => fieldsOf(webhook));
  const [isTried, setTried] = useState(false);
  const read = readWebhook(fields);
  const errors = 'errors' in read && isTried ? read.errors : {};
  const change = (part: Partial<WebhookFields>) => setFields({ ...fields, ...part });
  const save = useMutation({
    mutationFn: (request: Parameters<typeof saveWebhook>[1]) => saveWebhook(webhook?.id ?? null, request),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['webhooks'] });
      onDone();
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if ('webhook' in read) save.mutate(read.webhook);
  };
  return (
    <form
      noValidate
      onSubmit={onSubmit}
      aria-label={webhook === null ? 'New webhook' : `Webhook ${webhook.name}`}
      className="my-3 rounded-card bg-raised p-3 ring-1 ring-line-strong ring-inset"
    >
      <Field label="Name" error={errors.name}>
        {(props) => (
          <input
            {...props}
            ref={focusOnMount}
            value={fields.name}
            autoComplete="off"
            onChange={(event) => change({ name: event.target.value })}
            className={`w-72 max-w-full ${inputClass}`}
          />
        )}
      </Field>
      <Captioned caption="Format">
        <Segmented
          label="Format"
          value={fields.format}
          options={formats}
          onChange={(format) => change({ format })}
        />
      </Captioned>
      <Field label="Address" error={errors.url} hint={hints[fields.format]}>
        {(props) => (
          <input
            {...props}
            type="url"
            value={fields.url}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => change({ url: event.target.value })}
            className={`w-full font-mono ${inputClass}`}
          />
        )}
      </Field>
      <SecretField webhook={webhook} fields={fields} error={errors.secret} onChange={change} />
      <KindsChoice
        legend="Tell when a session"
        kinds={fields.kinds}
        onChange={(kinds) => change({ kinds })}
      />
      {errors.kinds !== undefined && (
        <p role="alert" className="text-12 text-danger">
          {errors.kinds}
        </p>
      )}
      <div className="mt-2 flex items-center gap-3">
        <Switch label="Turned on" isOn={fields.isEnabled} onChange={(isEnabled) => change({ isEnabled })} />
        Turned on
      </div>
      {save.isError && (
        <p role="alert" className="mt-2 text-danger">
          Nothing was saved: {save.error.message}
        </p>
      )}
      <div className="mt-3 flex gap-2">
        <Button type="submit" look="primary" size={36} isBusy={save.isPending}>
          {webhook === null ? 'Add' : 'Save'}
        </Button>
        <Button size={36} onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

interface SecretFieldProps {
  webhook: Webhook | null;
  fields: WebhookFields;
  error: string | undefined;
  onChange: (part: Partial<WebhookFields>) => void;
}

/** The secret is written, never read: what is there can be kept, replaced or removed. */
function SecretField({ webhook, fields, error, onChange }: SecretFieldProps) {
  if (fields.format === 'slack') return null;
  const isHeld = webhook?.hasSecret === true && !fields.isSecretRemoved;
  return (
    <Field
      label={fields.format === 'ntfy' ? 'Access token' : 'Secret'}
      error={error}
      hint={
        fields.format === 'ntfy'
          ? 'Only for topics that need one.'
          : 'Signs each message: X-Orrery-Signature. Optional.'
      }
    >
      {(props) => (
        <>
          <input
            {...props}
            type="password"
            value={fields.secret}
            autoComplete="new-password"
            placeholder={isHeld ? 'Kept as it is' : ''}
            onChange={(event) => onChange({ secret: event.target.value, isSecretRemoved: false })}
            className={`w-72 max-w-full ${inputClass}`}
          />
          {isHeld && (
            <Button size={36} look="ghost" onClick={() => onChange({ secret: '', isSecretRemoved: true })}>
              Remove it
            </Button>
          )}
        </>
      )}
    </Field>
  );
}
