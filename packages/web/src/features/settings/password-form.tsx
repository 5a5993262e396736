import { OrreryError } from '@orrery/protocol';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ownEndpoint } from '../../push/push-subscription.ts';
import { Button } from '../../ui/button.tsx';
import { Field, inputClass } from '../../ui/field.tsx';
import { PASSWORD_HINT, passwordProblem } from '../account/account-checks.ts';
import { endedWords } from './session-words.ts';
import { changePassword } from './settings-api.ts';

/** Changes the password of whoever is signed in. */
export function PasswordForm({ email }: { email: string }) {
  const [problems, setProblems] = useState<Problems>({});
  const change = useMutation({
    mutationFn: async (passwords: { currentPassword: string; newPassword: string }) =>
      changePassword({ ...passwords, ...(await ownEndpoint()) }),
  });
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const [currentPassword, newPassword, again] = ['current', 'new', 'again'].map((name) =>
      String(data.get(name)),
    );
    change.reset();
    const show = (found: Problems) => {
      setProblems(found);
      const field = form.elements.namedItem(Object.keys(found)[0] ?? '');
      if (field instanceof HTMLElement) field.focus();
    };
    const found = problemsOf(currentPassword ?? '', newPassword ?? '', again ?? '');
    show(found);
    if (Object.keys(found).length > 0) return;
    change.mutate(
      { currentPassword: currentPassword ?? '', newPassword: newPassword ?? '' },
      {
        onSuccess: () => form.reset(),
        onError: (cause) => isRefusal(cause) && show({ current: cause.message }),
      },
    );
  };
  return (
    <form noValidate onSubmit={onSubmit} aria-label="Change the password" className="py-2">
      {/* Password managers file the new password under this name. */}
      <input type="text" name="email" value={email} autoComplete="username" readOnly hidden />
      <PasswordField
        label="Current password"
        name="current"
        autoComplete="current-password"
        error={problems.current}
      />
      <PasswordField
        label="New password"
        name="new"
        autoComplete="new-password"
        hint={PASSWORD_HINT}
        error={problems.new}
      />
      <PasswordField
        label="New password again"
        name="again"
        autoComplete="new-password"
        error={problems.again}
      />
      <p role="status" className="py-1">
        {change.isSuccess && `The password was changed. ${endedWords(change.data)}`}
      </p>
      {change.isError && !isRefusal(change.error) && (
        <p role="alert" className="mb-2 text-danger">
          The password was not changed: {change.error.message}
        </p>
      )}
      <Button type="submit" look="primary" size={36} isBusy={change.isPending}>
        Change the password
      </Button>
    </form>
  );
}

/** What is wrong, by field. */
type Problems = Partial<Record<'current' | 'new' | 'again', string>>;

function problemsOf(current: string, password: string, again: string): Problems {
  if (current === '') return { current: 'Enter your current password.' };
  const problem = passwordProblem(password);
  if (problem !== undefined) return { new: problem };
  return password === again ? {} : { again: 'The two new passwords are not the same.' };
}

/** The hub refuses a change for one reason: the current password. */
function isRefusal(cause: Error): boolean {
  return cause instanceof OrreryError && cause.kind === 'forbidden';
}

interface PasswordFieldProps {
  label: string;
  name: string;
  autoComplete: 'current-password' | 'new-password';
  hint?: string;
  error?: string | undefined;
}

function PasswordField({ label, name, autoComplete, hint, error }: PasswordFieldProps) {
  return (
    <Field label={label} error={error} {...(hint !== undefined && { hint })}>
      {(props) => (
        <input
          {...props}
          type="password"
          name={name}
          autoComplete={autoComplete}
          required
          maxLength={256}
          className={`w-72 max-w-full ${inputClass}`}
        />
      )}
    </Field>
  );
}
