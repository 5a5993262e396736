import { type ComponentPropsWithRef, type ReactNode, useId } from 'react';
import { BrandMark } from '../shell/brand.tsx';

/** The card of the pages before sign-in. */
export function AccountFrame({
  title,
  remark,
  children,
}: {
  title: string;
  remark: ReactNode;
  children: ReactNode;
}) {
  return (
    <main className="grid h-dvh place-items-center overflow-y-auto bg-canvas p-4">
      <div className="w-full max-w-[25rem] rounded-dialog bg-overlay p-6 shadow-dialog">
        <BrandMark size={32} />
        <h1 className="mt-3 text-20 font-semibold tracking-[-.015em]">{title}</h1>
        <p className="text-fg-2">{remark}</p>
        {children}
      </div>
    </main>
  );
}

interface FieldProps extends ComponentPropsWithRef<'input'> {
  label: string;
  hint?: string;
  /** What is wrong with what was entered; read out at once. */
  error?: string | undefined;
}

/** A named field, with what it wants and what is wrong with it. */
export function Field({ label, hint, error, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className="mt-3">
      <label htmlFor={id} className="text-12 font-medium text-fg-2">
        {label}
      </label>
      <input
        {...input}
        id={id}
        aria-describedby={`${id}-more`}
        aria-invalid={error !== undefined}
        className="mt-1 block h-9 w-full rounded-control bg-canvas px-3 text-14 ring-1 ring-edge ring-inset aria-invalid:ring-danger max-md:h-11 max-md:text-16"
      />
      <div id={`${id}-more`}>
        {error !== undefined && (
          <p role="alert" className="mt-1 text-12 text-danger">
            {error}
          </p>
        )}
        {hint !== undefined && error === undefined && <p className="mt-1 text-11 text-fg-3">{hint}</p>}
      </div>
    </div>
  );
}

/** What went wrong with all of it, below the fields, read out at once. */
export function FormError({ children }: { children: string | null }) {
  return (
    <div role="alert">{children !== null && <p className="mt-3 break-words text-danger">{children}</p>}</div>
  );
}

/** Look of what sends a form. */
export const submitClass = 'mt-4 w-full max-md:h-11';
