import { setupSchema } from '@orrery/protocol';
import { type FormEvent, useState } from 'react';
import { postSetup } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { AccountFrame, Field, FormError } from './account-frame.tsx';

/** The first person of a hub: the one-time code from its console makes them the owner. */
export function SetupPage() {
  const [code] = useState(() => new URLSearchParams(location.hash.slice(1)).get('code') ?? '');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const setup = setupSchema.safeParse({
      code: String(form.get('code') ?? code).trim(),
      name: String(form.get('name')).trim(),
      email: String(form.get('email')).trim(),
      password: String(form.get('password')),
    });
    if (!setup.success) return setError(wordsFor(setup.error.issues[0]?.path[0]));
    setBusy(true);
    setError(null);
    try {
      await postSetup(setup.data);
      location.replace('/');
    } catch (cause) {
      setBusy(false);
      setError(cause instanceof Error ? cause.message : 'Setup failed.');
    }
  };

  return (
    <AccountFrame title="Set up Orrery" remark="You become the owner of this hub.">
      <form onSubmit={(event) => void submit(event)} className="mt-4">
        <title>Set up - Orrery</title>
        {code === '' && (
          <Field
            label="One-time code"
            name="code"
            autoComplete="off"
            required
            hint="The hub printed it when it started."
          />
        )}
        <Field label="Your name" name="name" autoComplete="name" required maxLength={128} autoFocus />
        <Field label="E-mail address" name="email" type="email" autoComplete="username" required />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={10}
          hint="At least 10 characters."
        />
        <FormError>{error}</FormError>
        <Button type="submit" look="primary" size={36} disabled={isBusy} className="mt-1 w-full">
          Create the owner
        </Button>
      </form>
    </AccountFrame>
  );
}

function wordsFor(field: PropertyKey | undefined): string {
  switch (field) {
    case 'code':
      return 'The one-time code is missing or too long.';
    case 'email':
      return 'This is not an e-mail address.';
    case 'password':
      return 'The password needs 10 to 256 characters.';
    default:
      return 'Your name is missing.';
  }
}
