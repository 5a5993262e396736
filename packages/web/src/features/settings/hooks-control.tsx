import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { HostView } from '../../state/wire-types.ts';
import { Button } from '../../ui/button.tsx';
import { focusOnMount } from '../../ui/focus-on-mount.ts';
import { showToast } from '../../ui/toasts.tsx';
import { hooksOffer } from './hooks-words.ts';
import { changeHooks } from './settings-api.ts';

const verbs = { install: 'Install', uninstall: 'Remove' };

/** A change that a person was asked about, with what it will do. */
interface Asked {
  action: 'install' | 'uninstall';
  effect: string;
}

/** State of a machine's hooks, and the button that changes it: first it says what will be changed. */
export function HooksControl({ host, isAdmin }: { host: HostView; isAdmin: boolean }) {
  const offer = hooksOffer(host, isAdmin);
  // As offered when the question came up: the machine tells of the change before the hub answers the button.
  const [asked, setAsked] = useState<Asked | null>(null);
  const id = useId();
  const { action } = offer;
  const change = useMutation({
    mutationFn: ({ action }: Asked) => changeHooks(host.id, action),
    onSuccess(done, { action }) {
      setAsked(null);
      showToast({
        title: `${action === 'uninstall' ? 'Hooks removed from' : 'Hooks installed on'} ${host.name}`,
        text: done.message,
      });
    },
  });
  const isBroken = host.hooks.state === 'broken' || host.hooks.state === 'partly';
  return (
    <div>
      <div className="flex flex-wrap items-center gap-2 xl:-my-[3px] xl:min-h-[26px]">
        <span className={isBroken ? 'font-medium text-danger' : ''}>
          <span className="xl:hidden">Hooks: </span>
          {offer.state}
        </span>
        {action !== null && asked === null && (
          <Button
            size={26}
            aria-label={`${verbs[action]} hooks on ${host.name}`}
            onClick={() => setAsked({ action, effect: offer.effect })}
          >
            {isBroken ? 'Repair' : verbs[action]}
          </Button>
        )}
      </div>
      {offer.remark !== '' && <p className="mt-0.5 text-12 break-words text-fg-2">{offer.remark}</p>}
      {asked !== null && (
        // The question itself: a key that is held down must not answer it.
        // biome-ignore lint/a11y/useSemanticElements: not fields of a form
        <div
          ref={focusOnMount}
          role="group"
          tabIndex={-1}
          aria-labelledby={id}
          className="mt-1.5 rounded-control bg-raised p-2 ring-1 ring-line-strong ring-inset"
        >
          <p id={id} className="text-12">
            {asked.effect}
          </p>
          {change.isError && (
            <p role="alert" className="mt-1 text-12 whitespace-pre-line text-danger">
              That did not work. {change.error.message}
            </p>
          )}
          <div className="mt-2 flex gap-2">
            <Button
              size={26}
              look="primary"
              aria-describedby={id}
              isBusy={change.isPending}
              onClick={() => change.mutate(asked)}
            >
              {change.isPending ? 'Asking the machine…' : `${verbs[asked.action]} on ${host.name}`}
            </Button>
            <Button size={26} look="ghost" onClick={() => setAsked(null)}>
              Cancel
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}
