import type { ReactNode } from 'react';
import { useLocalSetting } from '../../storage/local-setting.ts';
import { type SectionKey, sectionNames, sectionSetting, toggleSection } from './sections.ts';

const HEAD_PX = 32;

interface SectionProps {
  sectionKey: SectionKey;
  remark: string;
  aside: ReactNode;
  /** Height of the content; null takes the room that is left. */
  heightPx: number | null;
  children: ReactNode;
}

/** A part of the detail pane. Its heading opens and closes it. */
export function Section({ sectionKey, remark, aside, heightPx, children }: SectionProps) {
  const [{ closed }] = useLocalSetting(sectionSetting);
  const isOpen = !closed.includes(sectionKey);
  const room =
    heightPx !== null ? 'min-h-24' : sectionKey === 'conversation' ? 'min-h-44 flex-1' : 'min-h-0 flex-1';
  const look = isOpen ? room : 'flex-none border-b border-line';
  return (
    <section
      id={`section-${sectionKey}`}
      aria-label={sectionNames[sectionKey]}
      className={`flex flex-col ${look}`}
      // Below a long request it gives way, down to a few rows; then the whole pane scrolls. A list can be a row shorter
      // before a card of the graph is cut.
      style={
        isOpen && heightPx !== null
          ? { flex: `0 ${sectionKey === 'tools' ? 6 : 1} ${heightPx + HEAD_PX}px` }
          : undefined
      }
    >
      <div className="flex h-8 flex-none items-center gap-2 px-4">
        <h2 className="min-w-0 flex-1">
          <button
            type="button"
            aria-expanded={isOpen}
            onClick={() => toggleSection(sectionKey)}
            className="flex max-w-full items-baseline gap-2 rounded-control text-left"
          >
            <span className="text-13 font-semibold">{sectionNames[sectionKey]}</span>
            <span className="num truncate text-12 text-fg-3">{remark}</span>
          </button>
        </h2>
        {isOpen && aside}
      </div>
      {isOpen && <div className="min-h-0 flex-1">{children}</div>}
    </section>
  );
}
