import { type FormEvent, useState } from 'react';

/** What is wrong, by the name of its field. */
export type FieldErrors = Readonly<Record<string, string | undefined>>;

interface AccountForm {
  /** Of the fields. */
  errors: FieldErrors;
  /** Of all of it. */
  failure: string | null;
  isBusy: boolean;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
}

/** A form before sign-in: says at each field what is wrong, or sends it and says what came of it. */
export function useAccountForm(options: {
  check?: (text: (name: string) => string) => FieldErrors;
  send: (text: (name: string) => string) => Promise<void>;
  wordsFor?: (cause: unknown) => string;
  /** The field whose fault a failure is; without it, it is told of all of it. */
  failsAt?: (cause: unknown) => string | null;
}): AccountForm {
  const { check = () => ({}), send, wordsFor = messageOf, failsAt = () => null } = options;
  const [errors, setErrors] = useState<FieldErrors>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (form: HTMLFormElement) => {
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name) ?? '');
    const found: FieldErrors = check(text);
    const wrong = Object.keys(found).find((name) => found[name] !== undefined);
    setErrors(found);
    setFailure(null);
    if (wrong !== undefined) return focusField(form, wrong);
    setBusy(true);
    try {
      await send(text);
    } catch (cause) {
      setBusy(false);
      const name = failsAt(cause);
      if (name === null) return setFailure(wordsFor(cause));
      setErrors({ [name]: wordsFor(cause) });
      focusField(form, name);
    }
  };
  return {
    errors,
    failure,
    isBusy,
    onSubmit(event) {
      event.preventDefault();
      void submit(event.currentTarget);
    },
  };
}

function focusField(form: HTMLFormElement, name: string): void {
  const field = form.elements.namedItem(name);
  if (field instanceof HTMLElement) field.focus();
}

/** Words of an error for a person. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'That did not work.';
}
