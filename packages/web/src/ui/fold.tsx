import { ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Icon } from './icons.tsx';

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
        className="flex h-6 items-center gap-1.5 rounded-control text-12 hover:text-fg max-md:h-11"
      >
        <Icon of={ChevronRight} size={12} className={`text-fg-3 ${isOpen ? 'rotate-90' : ''}`} />
        {summary}
      </button>
      {isOpen && <div className="mt-1">{children}</div>}
    </div>
  );
}
