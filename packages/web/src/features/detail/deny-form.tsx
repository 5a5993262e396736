import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import type { Busy } from '../control/answering.ts';

interface DenyFormProps {
  busy: Busy | null;
  why: string | null;
  onDeny: (message: string) => void;
  onCancel: () => void;
}

/** A sentence that goes to Claude with the refusal. */
export function DenyForm({ busy, why, onDeny, onCancel }: DenyFormProps) {
  const [message, setMessage] = useState('');
  return (
    <form
      className="mt-2 flex flex-wrap items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (busy === null && why === null) onDeny(message.trim());
      }}
    >
      <label className="min-w-48 flex-1">
        <span className="sr-only">Reason, told to Claude</span>
        <input
          // The person has just asked for this field.
          // biome-ignore lint/a11y/noAutofocus: opened by a person's choice
          autoFocus
          value={message}
          maxLength={2048}
          placeholder="Why not, or what to do instead"
          autoComplete="off"
          onChange={(event) => setMessage(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onCancel();
          }}
          className="h-7 w-full rounded-control bg-canvas px-2 ring-1 ring-edge ring-inset placeholder:text-fg-3 max-md:h-11 max-md:text-16"
        />
      </label>
      <Button look="ghost" className="max-md:h-11" onClick={onCancel}>
        Cancel
      </Button>
      <Button
        type="submit"
        className="max-md:h-11"
        why={why}
        busy={{ word: 'Denying', isBusy: busy === 'deny' }}
      >
        Deny
      </Button>
    </form>
  );
}
