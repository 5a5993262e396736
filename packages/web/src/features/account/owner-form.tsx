import { setupSchema } from '@orrery/protocol';
import { postSetup } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { focusOnMount } from '../../ui/focus-on-mount.ts';
import { passwordProblem } from './account-checks.ts';
import { AccountFrame, Field, FormError, submitClass } from './account-frame.tsx';
import { NewPasswordField } from './new-password-field.tsx';
import { useAccountForm } from './use-account-form.ts';

/** Name, address and password of the owner, for a code that counts. */
export function OwnerForm({ code }: { code: string }) {
  const form = useAccountForm({
    check: (text) => ({
      name: text('name').trim() === '' ? 'Enter your name.' : undefined,
      email: setupSchema.shape.email.safeParse(text('email').trim()).success
        ? undefined
        : 'This is not an e-mail address.',
      password: passwordProblem(text('password')),
    }),
    async send(text) {
      const [name, email] = [text('name').trim(), text('email').trim()];
      await postSetup({ code, name, email, password: text('password') });
      location.replace('/');
    },
  });
  return (
    <AccountFrame title="Become the owner" remark="The code is right. What you enter stays on this hub.">
      <form noValidate onSubmit={form.onSubmit} className="mt-4">
        <title>Set up - Orrery</title>
        <Field
          ref={focusOnMount}
          label="Your name"
          name="name"
          autoComplete="name"
          maxLength={128}
          error={form.errors.name}
        />
        <Field
          label="E-mail address"
          name="email"
          type="email"
          autoComplete="username"
          error={form.errors.email}
        />
        <NewPasswordField label="Password" error={form.errors.password} />
        <FormError>{form.failure}</FormError>
        <Button type="submit" look="primary" size={36} isBusy={form.isBusy} className={submitClass}>
          Create the owner
        </Button>
      </form>
    </AccountFrame>
  );
}
