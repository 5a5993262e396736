import { OrreryError, SIGN_IN_AGAIN } from '@orrery/protocol';
import { useQuery } from '@tanstack/react-query';
import { Navigate, useSearch } from '@tanstack/react-router';
import { fetchSetupState, signIn } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { focusOnMount } from '../../ui/focus-on-mount.ts';
import { AccountFrame, Field, FormError, submitClass } from './account-frame.tsx';
import { safeNext } from './safe-next.ts';
import { messageOf, useAccountForm } from './use-account-form.ts';

/** Why somebody is asked who believes to be signed in. */
const reasons: Readonly<Record<string, string>> = {
  again: SIGN_IN_AGAIN,
  out: 'You were signed out.',
  password: 'Your password was changed. Sign in with the new one.',
};

/** Sign-in with e-mail address and password; where nobody can sign in yet, the way to become the owner. */
export function SignInPage() {
  const { next, why } = useSearch({ strict: false }) as { next?: string; why?: string };
  const state = useQuery({ queryKey: ['setup'], queryFn: fetchSetupState, retry: false });
  if (state.isPending) return null;
  if (state.data?.hasOwner === false) return <Navigate to="/setup" replace />;
  return <SignInForm next={next} reason={why === undefined ? undefined : reasons[why]} />;
}

function SignInForm({ next, reason }: { next: string | undefined; reason: string | undefined }) {
  const form = useAccountForm({
    check: (text) => ({
      email: text('email').trim() === '' ? 'Enter your e-mail address.' : undefined,
      password: text('password') === '' ? 'Enter your password.' : undefined,
    }),
    async send(text) {
      await signIn({ email: text('email').trim(), password: text('password') });
      // A full load: nothing of the visit before stays in memory.
      location.replace(safeNext(next));
    },
    wordsFor: (cause) =>
      cause instanceof OrreryError && cause.kind === 'unauthenticated'
        ? 'This address and password do not go together.'
        : messageOf(cause),
  });
  return (
    <AccountFrame title="Sign in to Orrery" remark={location.host}>
      <form noValidate onSubmit={form.onSubmit} className="mt-4">
        <title>Sign in - Orrery</title>
        {reason !== undefined && (
          <p role="status" className="text-13 text-fg-2">
            {reason}
          </p>
        )}
        <Field
          ref={focusOnMount}
          label="E-mail address"
          name="email"
          type="email"
          autoComplete="username"
          error={form.errors.email}
        />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          error={form.errors.password}
        />
        <FormError>{form.failure}</FormError>
        <Button type="submit" look="primary" size={36} isBusy={form.isBusy} className={submitClass}>
          Sign in
        </Button>
      </form>
      <p className="mt-4 text-12 text-fg-3">No account? Ask the person who runs this hub.</p>
    </AccountFrame>
  );
}
