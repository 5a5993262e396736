import { ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Icon } from './icons.tsx';

/**
 * The row that opens something. On phones it is as high as a finger needs, and its edge shows that: without it, rows of small
 * words would stand apart as if something were missing between them.
 */
export const foldRowClass =
  'flex h-6 max-w-full items-center gap-1.5 rounded-control max-md:h-11 max-md:w-full max-md:px-2.5 max-md:ring-1 max-md:ring-line max-md:ring-inset';

/** Something that is there but closed. Its content is made when it is opened. */
export function Fold({
  summary,
  children,
  isOpenAtFirst = false,
}: {
  summary: ReactNode;
  children: ReactNode;
  isOpenAtFirst?: boolean;
}) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  return (
    <div>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className={`${foldRowClass} text-12 hover:text-fg`}
      >
        <Icon of={ChevronRight} size={12} className={`text-fg-3 ${isOpen ? 'rotate-90' : ''}`} />
        {summary}
      </button>
      {isOpen && <div className="mt-1">{children}</div>}
    </div>
  );
}
