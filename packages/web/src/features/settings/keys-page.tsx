import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { formatMoment } from '../../format/duration.ts';
import { Button } from '../../ui/button.tsx';
import { focusOnMount } from '../../ui/focus-on-mount.ts';
import { Icon } from '../../ui/icons.tsx';
import { EmptyState } from '../../ui/pane.tsx';
import { useMe } from '../shell/use-me.ts';
import { KeyForm } from './key-form.tsx';
import { type ApiKeyView, expiryOf } from './key-words.ts';
import { roleNames } from './role-words.ts';
import { fetchApiKeys, revokeApiKey } from './settings-api.ts';
import { Loaded, SettingsPage, SettingsRow } from './settings-section.tsx';

/** Keys for scripts: what they may do, until when, and which have run out. */
export function KeysPage() {
  const me = useMe();
  const isAdmin = me.data?.role === 'admin';
  const query = useQuery({
    queryKey: ['api-keys'],
    queryFn: ({ signal }) => fetchApiKeys(signal),
    enabled: isAdmin,
  });
  const [isAdding, setAdding] = useState(false);
  const [wasAdding, setWasAdding] = useState(false);
  return (
    <SettingsPage
      title="API keys"
      remark="For scripts and for the command line on other machines."
      action={
        isAdmin &&
        !isAdding && (
          <Button
            ref={wasAdding ? focusOnMount : undefined}
            icon={<Icon of={Plus} size={14} />}
            onClick={() => setAdding(true)}
          >
            Make a key
          </Button>
        )
      }
    >
      {me.data !== undefined && !isAdmin && (
        <EmptyState title="Only admins see this">Ask an admin of this hub for a key.</EmptyState>
      )}
      {isAdding && (
        <KeyForm
          onDone={() => {
            setAdding(false);
            setWasAdding(true);
          }}
        />
      )}
      {isAdmin && (
        <Loaded query={query} what="The API keys">
          {(keys) =>
            keys.length === 0 ? (
              <p className="py-3 text-fg-3">No key yet.</p>
            ) : (
              keys.map((key) => <KeyRow key={key.id} apiKey={key} />)
            )
          }
        </Loaded>
      )}
    </SettingsPage>
  );
}

function KeyRow({ apiKey }: { apiKey: ApiKeyView }) {
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeApiKey(apiKey.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ['api-keys'] }),
  });
  const [isRevoking, setRevoking] = useState(false);
  const expiry = expiryOf(apiKey.expiresAt, Date.now());
  const used =
    apiKey.lastUsedAt === null ? 'never used' : `used ${formatMoment(apiKey.lastUsedAt, Date.now())}`;
  return (
    <SettingsRow
      name={apiKey.name}
      remark={
        <>
          {apiKey.isConsole === true && (
            <span className="block">
              Of the console on the hub’s machine: made anew at every start, and gone when the hub stops.
            </span>
          )}
          {roleNames[apiKey.role]},{' '}
          <span className={expiry.hasRunOut ? 'font-medium text-danger' : ''}>{expiry.words}</span>, {used}
          {revoke.isError && (
            <span role="alert" className="block text-danger">
              It was not revoked: {revoke.error.message}
            </span>
          )}
        </>
      }
    >
      {apiKey.isConsole === true ? null : isRevoking ? (
        <>
          <Button isBusy={revoke.isPending} onClick={() => revoke.mutate()}>
            Revoke {apiKey.name}
          </Button>
          <Button ref={focusOnMount} look="ghost" onClick={() => setRevoking(false)}>
            Keep
          </Button>
        </>
      ) : (
        <Button aria-label={`Revoke ${apiKey.name}`} onClick={() => setRevoking(true)}>
          Revoke
        </Button>
      )}
    </SettingsRow>
  );
}
