import type { ReactNode } from 'react';

/** A choice with its name above it, as a field has. The choice names itself to readers, with the same words. */
export function Captioned({ caption, children }: { caption: string; children: ReactNode }) {
  return (
    <div className="py-2">
      <span aria-hidden className="block font-semibold">
        {caption}
      </span>
      <div className="mt-1">{children}</div>
    </div>
  );
}
