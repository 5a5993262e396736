import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ownEndpoint } from '../../push/push-subscription.ts';
import { Button } from '../../ui/button.tsx';
import { Field, inputClass } from '../../ui/field.tsx';
import { endedWords } from './session-words.ts';
import { changePassword } from './settings-api.ts';

const LEAST_CHARS = 10;

/** Changes the password of whoever is signed in. */
export function PasswordForm({ email }: { email: string }) {
  const [error, setError] = useState<string | undefined>();
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
    const problem = problemOf(newPassword ?? '', again ?? '');
    setError(problem);
    if (problem !== undefined) return;
    change.mutate(
      { currentPassword: currentPassword ?? '', newPassword: newPassword ?? '' },
      { onSuccess: () => form.reset() },
    );
  };
  return (
    <form onSubmit={onSubmit} aria-label="Change the password" className="py-2">
      {/* Password managers file the new password under this name. */}
      <input type="text" name="email" value={email} autoComplete="username" readOnly hidden />
      <PasswordField label="Current password" name="current" autoComplete="current-password" />
      <PasswordField
        label="New password"
        name="new"
        autoComplete="new-password"
        hint={`At least ${LEAST_CHARS} characters.`}
        error={error}
      />
      <PasswordField label="New password again" name="again" autoComplete="new-password" />
      <p role="status" className="min-h-5">
        {change.isError && <span className="text-danger">{change.error.message}</span>}
        {change.isSuccess && `The password was changed. ${endedWords(change.data)}`}
      </p>
      <Button type="submit" look="primary" size={36} disabled={change.isPending}>
        Change the password
      </Button>
    </form>
  );
}

function problemOf(password: string, again: string): string | undefined {
  if (password.length < LEAST_CHARS) return `It needs at least ${LEAST_CHARS} characters.`;
  return password === again ? undefined : 'The two new passwords are not the same.';
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
