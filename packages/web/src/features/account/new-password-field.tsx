import type { Ref } from 'react';
import { PASSWORD_HINT } from './account-checks.ts';
import { Field } from './account-frame.tsx';

/** Where a password is chosen, as `passwordProblem` will have it. */
export function NewPasswordField(props: {
  label: string;
  error: string | undefined;
  ref?: Ref<HTMLInputElement> | undefined;
}) {
  return (
    <Field {...props} name="password" type="password" autoComplete="new-password" hint={PASSWORD_HINT} />
  );
}
