import { usePush } from '../../push/use-push.ts';
import { Switch } from '../../ui/switch.tsx';
import { pushWords } from './push-words.ts';

/** Turns the notifications of this browser on and off, or says why that cannot be. */
export function PushSwitch() {
  const { state, hub, turnOn, turnOff } = usePush();
  const isBusy = turnOn.isPending || turnOff.isPending;
  const problem = turnOn.error?.message ?? turnOff.error?.message ?? (hub.isError ? hub.error.message : null);
  // The browser's own question stays open for as long as nobody answers it.
  const busyWords = turnOn.isPending
    ? 'One moment. If the browser asks, allow notifications.'
    : 'One moment…';
  const canSwitch = (state === 'on' || state === 'off') && !hub.isError;
  return (
    <div className="flex min-h-9 items-start gap-3 py-2">
      <span className="min-w-0 flex-1">
        <span className="block">Notify this browser</span>
        <span className="block text-12 text-fg-3">
          {state === null ? 'Asking the browser…' : isBusy ? busyWords : pushWords[state]}
        </span>
        {problem !== null && (
          <span role="alert" className="block text-12 text-danger">
            {problem}
          </span>
        )}
      </span>
      <Switch
        label="Notify this browser"
        isOn={state === 'on'}
        isDisabled={!canSwitch}
        isBusy={isBusy}
        onChange={(isOn) => (isOn ? turnOn.mutate() : turnOff.mutate())}
      />
    </div>
  );
}
