import type { InputHTMLAttributes, ReactNode } from 'react';
import { BrandMark } from '../shell/brand.tsx';

/** The card of the pages before sign-in. */
export function AccountFrame({
  title,
  remark,
  children,
}: {
  title: string;
  remark: string;
  children: ReactNode;
}) {
  return (
    <main className="grid h-dvh place-items-center overflow-y-auto bg-canvas p-4">
      <div className="w-full max-w-[25rem] rounded-dialog bg-overlay p-6 shadow-dialog">
        <BrandMark size={32} />
        <h1 className="mt-3 text-20 font-semibold tracking-[-.015em]">{title}</h1>
        <p className="text-fg-3">{remark}</p>
        {children}
      </div>
    </main>
  );
}

/** A named field with its error below it. */
export function Field({
  label,
  hint,
  ...input
}: { label: string; hint?: string } & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <label className="mt-3 block">
      <span className="text-12 font-medium text-fg-2">{label}</span>
      <input
        {...input}
        className="mt-1 block h-9 w-full rounded-control bg-canvas px-3 text-14 ring-1 ring-edge ring-inset max-md:h-11 max-md:text-16"
      />
      {hint !== undefined && <span className="mt-1 block text-11 text-fg-3">{hint}</span>}
    </label>
  );
}

/** What went wrong, below the fields, read out at once. */
export function FormError({ children }: { children: string | null }) {
  return (
    <p role="alert" className="mt-3 min-h-5 text-danger">
      {children}
    </p>
  );
}
