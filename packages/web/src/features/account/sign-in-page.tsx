import { OrreryError, SIGN_IN_AGAIN } from '@orrery/protocol';
import { useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { signIn } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { AccountFrame, Field, FormError } from './account-frame.tsx';
import { safeNext } from './safe-next.ts';

/** Sign-in with e-mail address and password. */
export function SignInPage() {
  const { next, again } = useSearch({ strict: false }) as { next?: string; again?: string };
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(null);
    try {
      await signIn({ email: String(form.get('email')), password: String(form.get('password')) });
      // A full load: nothing of the visit before stays in memory.
      location.replace(safeNext(next));
    } catch (cause) {
      setBusy(false);
      const isRefused = cause instanceof OrreryError && cause.kind === 'unauthenticated';
      setError(isRefused ? 'This address and password do not go together.' : messageOf(cause));
    }
  };

  return (
    <AccountFrame title="Sign in to Orrery" remark={location.host}>
      <form onSubmit={(event) => void submit(event)} className="mt-4">
        <title>Sign in - Orrery</title>
        {again !== undefined && <p className="text-13 text-fg-2">{SIGN_IN_AGAIN}</p>}
        <Field label="E-mail address" name="email" type="email" autoComplete="username" required autoFocus />
        <Field label="Password" name="password" type="password" autoComplete="current-password" required />
        <FormError>{error}</FormError>
        <Button type="submit" look="primary" size={36} disabled={isBusy} className="mt-1 w-full">
          Sign in
        </Button>
      </form>
      <p className="mt-4 text-12 text-fg-3">No account? Ask the person who runs this hub.</p>
    </AccountFrame>
  );
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'Sign-in failed.';
}
