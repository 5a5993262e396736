import { type ReactNode, useId } from 'react';

interface FieldProps {
  label: string;
  /** What it means, below the label. */
  hint?: ReactNode;
  /** What is wrong with what was entered; shown under the field. */
  error?: string | undefined;
  unit?: string;
  children: (props: { id: string; 'aria-describedby': string; 'aria-invalid': boolean }) => ReactNode;
}

/** Look of a field that takes text. */
export const inputClass =
  'h-9 min-w-0 rounded-control bg-canvas px-2.5 text-13 text-fg ring-1 ring-edge ring-inset placeholder:text-fg-3 focus-visible:outline-2 focus-visible:outline-focus disabled:text-fg-3 disabled:ring-line aria-invalid:ring-danger max-md:h-11 max-md:text-16';

/** A field with its name, its meaning, its unit and what is wrong with it. */
export function Field({ label, hint, error, unit, children }: FieldProps) {
  const id = useId();
  return (
    <div className="py-2">
      <label htmlFor={id} className="block font-semibold">
        {label}
      </label>
      <div className="mt-1 flex items-center gap-2">
        {children({ id, 'aria-describedby': `${id}-more`, 'aria-invalid': error !== undefined })}
        {unit !== undefined && <span className="text-12 text-fg-2">{unit}</span>}
      </div>
      <div id={`${id}-more`} className="mt-1 text-12">
        {error !== undefined && (
          <p role="alert" className="text-danger">
            {error}
          </p>
        )}
        {hint !== undefined && <p className="text-fg-3">{hint}</p>}
      </div>
    </div>
  );
}
