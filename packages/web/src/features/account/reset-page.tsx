import { OrreryError } from '@orrery/protocol';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { postPasswordReset } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { focusOnMount } from '../../ui/focus-on-mount.ts';
import { passwordProblem } from './account-checks.ts';
import { AccountFrame, Field, FormError, submitClass } from './account-frame.tsx';
import { NewPasswordField } from './new-password-field.tsx';
import { useAccountForm } from './use-account-form.ts';
import { readCode, useAddressCode } from './use-address-code.ts';

/** The other end of `orrery account reset`: its one-time code sets a new password. */
export function ResetPage() {
  const code = useAddressCode();
  // A code that was refused is asked for again: the link may have been an older one. Its field is there before it gets the focus.
  const [refused, setRefused] = useState<string | null>(null);
  const asksCode = code === '' || refused === code;
  const form = useAccountForm({
    check: (text) => ({
      code: asksCode && text('code').trim() === '' ? 'Enter the code, or paste the link.' : undefined,
      password: passwordProblem(text('password')),
    }),
    async send(text) {
      const given = asksCode ? readCode(text('code')) : code;
      await postPasswordReset({ code: given, newPassword: text('password') });
      // A full load: nothing of the visit before stays in memory.
      location.replace('/sign-in?why=password');
    },
    failsAt(cause) {
      if (!(cause instanceof OrreryError) || cause.kind !== 'forbidden') return null;
      flushSync(() => setRefused(code));
      return 'code';
    },
  });
  return (
    <AccountFrame title="Choose a new password" remark="Your old one does not work any more.">
      <form noValidate onSubmit={form.onSubmit} className="mt-4">
        <title>New password - Orrery</title>
        {asksCode && (
          <Field
            ref={code === '' ? focusOnMount : undefined}
            label="One-time code"
            name="code"
            autoComplete="off"
            spellCheck={false}
            error={form.errors.code}
            hint="orrery account reset printed it, on the hub’s machine."
          />
        )}
        <NewPasswordField
          ref={code === '' ? undefined : focusOnMount}
          label="New password"
          error={form.errors.password}
        />
        <FormError>{form.failure}</FormError>
        <Button type="submit" look="primary" size={36} isBusy={form.isBusy} className={submitClass}>
          Set the password
        </Button>
      </form>
    </AccountFrame>
  );
}
