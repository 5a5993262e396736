import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Ban, Ellipsis, type LucideIcon, PencilLine, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { HostView } from '../../state/wire-types.ts';
import { IconButton } from '../../ui/button.tsx';
import { Field, inputClass } from '../../ui/field.tsx';
import { Icon } from '../../ui/icons.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import type { MenuItem } from '../../ui/menu-items.ts';
import { showToast } from '../../ui/toasts.tsx';
import { admitHost, fetchHoldings, removeHost, renameHost, revokeHost } from './machine-api.ts';
import { MachineDialog } from './machine-dialog.tsx';
import { removalEffect } from './machine-words.ts';

type Asked = 'rename' | 'revoke' | 'admit' | 'remove';

/** What an administrator can do with a machine. */
export function MachineMenu({ host }: { host: HostView }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  const action = (key: Asked, name: string, icon: LucideIcon): MenuItem => ({
    ...{ kind: 'action', key, name, icon, movesFocus: true },
    run: () => setAsked(key),
  });
  const items = [
    action('rename', 'Rename…', PencilLine),
    host.revoked === null ? action('revoke', 'Revoke…', Ban) : action('admit', 'Admit again…', Undo2),
    action('remove', 'Remove…', Trash2),
  ];
  return (
    <>
      <MenuButton
        trigger={
          <IconButton label={`More for ${host.name}`}>
            <Icon of={Ellipsis} />
          </IconButton>
        }
        items={items}
      />
      {asked === 'rename' && <RenameDialog host={host} onClose={close} />}
      {asked === 'revoke' && <RevokeDialog host={host} onClose={close} />}
      {asked === 'admit' && <AdmitDialog host={host} onClose={close} />}
      {asked === 'remove' && <RemoveDialog host={host} onClose={close} />}
    </>
  );
}

interface DialogProps {
  host: HostView;
  onClose: () => void;
}

/** Does it, then says what the hub says and looks again at what waits. */
function useAct(work: () => Promise<{ message: string }>, title: string, onClose: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess({ message }) {
      onClose();
      showToast({ title, text: message });
      void queries.invalidateQueries({ queryKey: ['machines'] });
    },
  });
}

function RenameDialog({ host, onClose }: DialogProps) {
  const [name, setName] = useState(host.name);
  const wanted = name.trim();
  const act = useAct(() => renameHost(host.id, wanted === '' ? null : wanted), 'Machine renamed', onClose);
  return (
    <MachineDialog
      {...{ title: `Rename ${host.name}`, act: 'Rename', isReady: wanted !== host.name, onClose }}
      effect="The name is shown here only. Nothing changes on the machine."
      isBusy={act.isPending}
      failure={act.error?.message}
      onAct={() => act.mutate()}
    >
      <Field label="Name" hint="Empty: the name that the machine gives itself.">
        {(field) => (
          <input
            {...field}
            className={`${inputClass} w-full`}
            maxLength={128}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
    </MachineDialog>
  );
}

function RevokeDialog({ host, onClose }: DialogProps) {
  const [why, setWhy] = useState('');
  const act = useAct(() => revokeHost(host.id, why.trim()), `${host.name} is revoked`, onClose);
  return (
    <MachineDialog
      {...{ title: `Revoke ${host.name}?`, act: `Revoke ${host.name}`, isReady: true, onClose }}
      effect="Its link closes at once and its key is refused, for every machine that has it, until somebody admits it again. What waits for an answer there is answered at its keyboard. Its history stays."
      isBusy={act.isPending}
      failure={act.error?.message}
      onAct={() => act.mutate()}
    >
      <Field label="Why" hint="Shown on the machine and in the activity log.">
        {(field) => (
          <input
            {...field}
            className={`${inputClass} w-full`}
            maxLength={512}
            value={why}
            onChange={(event) => setWhy(event.target.value)}
          />
        )}
      </Field>
    </MachineDialog>
  );
}

function AdmitDialog({ host, onClose }: DialogProps) {
  const act = useAct(() => admitHost(host.id, { as: 'own' }), `${host.name} may come in`, onClose);
  return (
    <MachineDialog
      {...{ title: `Admit ${host.name} again?`, act: `Admit ${host.name}`, isReady: true, onClose }}
      effect="Its key is taken again, for every machine that has it. Its agent asks again by itself, within ten minutes."
      isBusy={act.isPending}
      failure={act.error?.message}
      onAct={() => act.mutate()}
    />
  );
}

function RemoveDialog({ host, onClose }: DialogProps) {
  const [name, setName] = useState('');
  const [withHistory, setWithHistory] = useState(false);
  const held = useQuery({
    queryKey: ['machines', 'holdings', host.id],
    queryFn: ({ signal }) => fetchHoldings(host.id, signal),
  });
  const act = useAct(() => removeHost(host.id, { name, withHistory }), `${host.name} is removed`, onClose);
  return (
    <MachineDialog
      {...{ title: `Remove ${host.name}?`, isReady: name === host.name, onClose }}
      act={withHistory ? 'Remove it and its history' : 'Remove the machine'}
      effect="It is gone from every list, and needs a join token to come back, as a new machine."
      isBusy={act.isPending}
      failure={act.error?.message}
      onAct={() => act.mutate()}
    >
      <label className="mt-3 flex items-center gap-2 max-md:min-h-11">
        <input
          type="checkbox"
          checked={withHistory}
          onChange={(event) => setWithHistory(event.target.checked)}
        />
        Delete its history too
      </label>
      <p className="mt-1 text-fg-2" aria-live="polite">
        {removalEffect(withHistory, held.data)}
      </p>
      <Field label={`Type ${host.name} to remove it`}>
        {(field) => (
          <input
            {...field}
            className={`${inputClass} w-full`}
            autoComplete="off"
            spellCheck={false}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
    </MachineDialog>
  );
}
