import { API_KEY_LIFE_MS, type Role } from '@orrery/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Captioned } from '../../ui/caption.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { Field, inputClass } from '../../ui/field.tsx';
import { focusOnMount } from '../../ui/focus-on-mount.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { roleNames } from './role-words.ts';
import { createApiKey } from './settings-api.ts';

const DAY_MS = 86_400_000;

const roles = (['viewer', 'operator', 'admin'] as const).map((value) => ({ value, label: roleNames[value] }));

const lives = [
  { value: '7', label: '7 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: 'never', label: 'Never expires' },
] as const;

type Life = (typeof lives)[number]['value'];

/** Makes a key and shows it, this once. */
export function KeyForm({ onDone }: { onDone: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [life, setLife] = useState<Life>(String(API_KEY_LIFE_MS / DAY_MS) as Life);
  const make = useMutation({
    mutationFn: createApiKey,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['api-keys'] }),
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const expiresMs = life === 'never' ? null : Number(life) * DAY_MS;
    make.mutate({ name: name.trim() || 'key', role, expiresMs });
  };
  if (make.isSuccess) {
    return <MadeKey name={make.data.name} secret={make.data.key} onDone={onDone} />;
  }
  return (
    <form
      onSubmit={onSubmit}
      aria-label="New API key"
      className="my-3 rounded-card bg-raised p-3 ring-1 ring-line-strong ring-inset"
    >
      <Field label="Name" error={undefined}>
        {(props) => (
          <input
            {...props}
            ref={focusOnMount}
            value={name}
            maxLength={128}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
            className={`w-72 max-w-full ${inputClass}`}
          />
        )}
      </Field>
      <Captioned caption="Role">
        <Segmented label="Role" value={role} options={roles} onChange={setRole} />
      </Captioned>
      <Captioned caption="Good for">
        <Segmented label="Good for" value={life} options={lives} onChange={setLife} />
      </Captioned>
      {make.isError && (
        <p role="alert" className="mt-2 text-danger">
          No key was made: {make.error.message}
        </p>
      )}
      <div className="mt-3 flex gap-2">
        <Button type="submit" look="primary" size={36} isBusy={make.isPending}>
          Make the key
        </Button>
        <Button size={36} onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function MadeKey({ name, secret, onDone }: { name: string; secret: string; onDone: () => void }) {
  return (
    <section
      aria-label={`The key ${name}`}
      className="my-3 rounded-card bg-raised p-3 ring-1 ring-line-strong ring-inset"
    >
      <p role="status">
        <span className="font-semibold">{name}</span> is made. Copy it now: it is shown this once.
      </p>
      <code className="my-2 block font-mono text-12 break-all select-all">{secret}</code>
      <div className="flex gap-2">
        <Button
          ref={focusOnMount}
          look="primary"
          aria-label={`Copy the key ${name}`}
          onClick={() => void copyText(secret, 'Key copied')}
        >
          Copy
        </Button>
        <Button onClick={onDone}>Done</Button>
      </div>
    </section>
  );
}
