import { passwordResetSchema } from '@orrery/protocol';
import { type FormEvent, useState } from 'react';
import { postPasswordReset } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { AccountFrame, Field, FormError } from './account-frame.tsx';

/** The other end of `orrery account reset`: its one-time code sets a new password. */
export function ResetPage() {
  const [code] = useState(() => new URLSearchParams(location.hash.slice(1)).get('code') ?? '');
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const reset = passwordResetSchema.safeParse({
      code: String(form.get('code') ?? code).trim(),
      newPassword: String(form.get('password')),
    });
    if (!reset.success) return setError('The code is missing, or the password has not 10 to 256 characters.');
    setBusy(true);
    setError(null);
    try {
      await postPasswordReset(reset.data);
      // A full load, and the code leaves the address: it is worth nothing any more.
      location.replace('/sign-in');
    } catch (cause) {
      setBusy(false);
      setError(cause instanceof Error ? cause.message : 'The password was not changed.');
    }
  };

  return (
    <AccountFrame title="Choose a new password" remark="Your old one does not work any more.">
      <form onSubmit={(event) => void submit(event)} className="mt-4">
        <title>New password - Orrery</title>
        {code === '' && (
          <Field
            label="One-time code"
            name="code"
            autoComplete="off"
            required
            hint="It was printed by orrery account reset."
          />
        )}
        <Field
          label="New password"
          name="password"
          type="password"
          autoComplete="new-password"
          required
          minLength={10}
          autoFocus
          hint="At least 10 characters."
        />
        <FormError>{error}</FormError>
        <Button type="submit" look="primary" size={36} disabled={isBusy} className="mt-1 w-full">
          Set the password
        </Button>
      </form>
    </AccountFrame>
  );
}
