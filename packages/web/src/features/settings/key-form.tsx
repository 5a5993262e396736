import { API_KEY_LIFE_MS, type Role } from '@orrery/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Field, inputClass } from '../../ui/field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { createApiKey } from './settings-api.ts';

const DAY_MS = 86_400_000;

const roles = (['viewer', 'operator', 'admin'] as const).map((value) => ({ value, label: value }));

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
    return (
      <div role="status" className="my-3 rounded-card bg-raised p-3 ring-1 ring-line-strong ring-inset">
        <p>Copy it now: it is shown this once.</p>
        <code className="my-2 block font-mono text-12 break-all select-all">{make.data.key}</code>
        <Button onClick={onDone}>Done</Button>
      </div>
    );
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
            value={name}
            maxLength={128}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
            className={`w-72 max-w-full ${inputClass}`}
          />
        )}
      </Field>
      <div className="py-2">
        <Segmented label="May do what a" value={role} options={roles} onChange={setRole} />
      </div>
      <div className="py-2">
        <Segmented label="Is good for" value={life} options={lives} onChange={setLife} />
      </div>
      {make.isError && (
        <p role="alert" className="mt-2 text-danger">
          No key was made: {make.error.message}
        </p>
      )}
      <div className="mt-3 flex gap-2">
        <Button type="submit" look="primary" size={36} disabled={make.isPending}>
          Make the key
        </Button>
        <Button size={36} onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
