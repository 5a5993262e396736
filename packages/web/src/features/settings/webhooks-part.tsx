import type { Webhook } from '@orrery/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { formatMoment } from '../../format/duration.ts';
import { Button } from '../../ui/button.tsx';
import { focusOnMount } from '../../ui/focus-on-mount.ts';
import { Icon } from '../../ui/icons.tsx';
import { deleteWebhook, fetchWebhooks, testWebhook } from './settings-api.ts';
import { Loaded, SettingsPart, SettingsRow } from './settings-section.tsx';
import { formatNames } from './webhook-fields.ts';
import { WebhookForm } from './webhook-form.tsx';

const queryKey = ['webhooks'];

/** Channels that the hub tells: for everybody, by admins. */
export function WebhooksPart() {
  const query = useQuery({ queryKey, queryFn: ({ signal }) => fetchWebhooks(signal) });
  const [edited, setEdited] = useState<string | null>(null);
  /** The form that was left: the focus goes back to what opened it. */
  const [left, setLeft] = useState<string | null>(null);
  const isAdding = edited === 'new';
  const close = () => {
    setLeft(edited);
    setEdited(null);
  };
  return (
    <SettingsPart
      title="Webhooks"
      remark="The hub tells Slack, ntfy or a server of yours, for everybody."
      action={
        !isAdding && (
          <Button
            ref={left === 'new' ? focusOnMount : undefined}
            icon={<Icon of={Plus} size={14} />}
            onClick={() => setEdited('new')}
          >
            Add webhook
          </Button>
        )
      }
    >
      {isAdding && <WebhookForm webhook={null} onDone={close} />}
      <Loaded query={query} what="The webhooks">
        {(webhooks) =>
          webhooks.length === 0 && !isAdding ? (
            <p className="py-3 text-fg-3">No webhook yet.</p>
          ) : (
            webhooks.map((webhook) =>
              webhook.id === edited ? (
                <WebhookForm key={webhook.id} webhook={webhook} onDone={close} />
              ) : (
                <WebhookRow
                  key={webhook.id}
                  webhook={webhook}
                  isLeft={webhook.id === left}
                  onEdit={() => setEdited(webhook.id)}
                />
              ),
            )
          )
        }
      </Loaded>
    </SettingsPart>
  );
}

interface WebhookRowProps {
  webhook: Webhook;
  /** Its form was the last one. */
  isLeft: boolean;
  onEdit: () => void;
}

function WebhookRow({ webhook, isLeft, onEdit }: WebhookRowProps) {
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey });
  const test = useMutation({ mutationFn: () => testWebhook(webhook.id), onSettled: refresh });
  const remove = useMutation({ mutationFn: () => deleteWebhook(webhook.id), onSettled: refresh });
  const [isRemoving, setRemoving] = useState(false);
  const [hasKept, setKept] = useState(false);
  const refusal = test.data?.isOk === false ? test.data.message : undefined;
  const failure = test.error?.message ?? remove.error?.message ?? refusal;
  return (
    <SettingsRow
      name={webhook.isEnabled ? webhook.name : `${webhook.name} (off)`}
      remark={
        <>
          <span className="block break-all">
            {formatNames[webhook.format]}, {webhook.url}
          </span>
          <span className="block" role="status">
            {failure !== undefined ? (
              <span className="text-danger">{failure}</span>
            ) : test.isSuccess ? (
              `It went through: ${test.data.message}`
            ) : (
              <LastDelivery webhook={webhook} />
            )}
          </span>
        </>
      }
    >
      {isRemoving ? (
        <>
          <Button isBusy={remove.isPending} onClick={() => remove.mutate()}>
            Remove {webhook.name}
          </Button>
          <Button
            ref={focusOnMount}
            look="ghost"
            onClick={() => {
              setRemoving(false);
              setKept(true);
            }}
          >
            Keep
          </Button>
        </>
      ) : (
        <>
          <Button aria-label={`Test ${webhook.name}`} isBusy={test.isPending} onClick={() => test.mutate()}>
            {test.isPending ? 'Sending…' : 'Test'}
          </Button>
          <Button
            ref={isLeft && !hasKept ? focusOnMount : undefined}
            aria-label={`Edit ${webhook.name}`}
            onClick={onEdit}
          >
            Edit
          </Button>
          <Button
            ref={hasKept ? focusOnMount : undefined}
            aria-label={`Remove ${webhook.name}`}
            look="ghost"
            onClick={() => setRemoving(true)}
          >
            Remove
          </Button>
        </>
      )}
    </SettingsRow>
  );
}

function LastDelivery({ webhook: { last } }: { webhook: Webhook }) {
  if (last === null) return 'Nothing sent yet.';
  const at = formatMoment(last.at, Date.now());
  if (last.isOk) return `Last sent ${at}.`;
  return (
    <span className="text-danger">
      Failed {at}: {last.message}
    </span>
  );
}
