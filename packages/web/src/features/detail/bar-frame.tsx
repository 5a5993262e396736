import { type ReactNode, useRef } from 'react';
import { formatWait } from '../../format/duration.ts';
import { withUnseenNamed } from '../../format/visible-text.ts';
import { Pieces } from '../../ui/long-text.tsx';
import { Ticking } from '../../ui/ticking.tsx';
import { useFocusRefuge } from '../../ui/use-focus-refuge.ts';

/** The pane takes the focus over from a bar that is gone; on phones the pane is the page. */
const REFUGE_ID = 'session-detail';

interface BarFrameProps {
  label: string;
  tone: 'permit' | 'input';
  sentence: string;
  /** Since when somebody waits. */
  since: number | null;
  /** After the wait: when it ends, which of several it is. */
  remark?: ReactNode;
  /** At the right end of the first line. */
  aside?: ReactNode;
  children: ReactNode;
}

const frames = {
  permit: { look: 'border-l-permit-solid bg-permit-tint', text: 'text-permit' },
  input: { look: 'border-l-input-solid bg-input-tint', text: 'text-input' },
};

/** The band below the header that says who waits for what, and for how long. */
export function BarFrame({ label, tone, sentence, since, remark, aside, children }: BarFrameProps) {
  const box = useRef<HTMLDivElement>(null);
  useFocusRefuge(box, REFUGE_ID);
  const { look, text } = frames[tone];
  return (
    // biome-ignore lint/a11y/useSemanticElements: not fields of a form
    <div
      ref={box}
      role="group"
      aria-label={label}
      data-testid="permission-bar"
      data-scrolls
      className={`max-h-[60%] flex-none short:max-h-none overflow-y-auto border-b border-l-[3px] border-b-line py-2.5 pr-4 pl-[13px] ${look}`}
    >
      {/* Who asks for what comes first: the rest goes below it where there is no room beside it. */}
      <div className="flex min-h-[22px] flex-wrap items-center gap-x-2 gap-y-0.5">
        <p className="flex min-w-0 flex-[1_1_11rem] flex-wrap items-baseline gap-x-2">
          <b className={`min-w-0 font-semibold break-words ${text}`}>
            <Pieces text={sentence} />
          </b>
          {since !== null && (
            <span className="flex-none whitespace-nowrap text-fg-3">
              <span className="max-xl:sr-only">waiting </span>
              <Ticking at={since} format={formatWait} className={`font-semibold ${text}`} />
            </span>
          )}
          {remark}
        </p>
        {aside !== undefined && <span className="ml-auto flex flex-none items-center gap-2">{aside}</span>}
      </div>
      {children}
    </div>
  );
}

/** A command or a question as it is, with every sign of it seen; beyond six lines it scrolls. */
export function AskedText({
  text,
  isCode,
  isCommand,
}: {
  text: string;
  isCode: boolean;
  isCommand: boolean;
}) {
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
      tabIndex={0}
      data-scrolls
      className={`min-w-0 md:flex-[1_1_15rem] overflow-y-auto rounded-control bg-well px-2.5 py-1 break-words whitespace-pre-wrap ring-1 ring-line-strong ring-inset ${isCode ? 'max-h-[122px] font-mono text-12 leading-[19px]' : 'max-h-[134px] font-sans text-14'}`}
    >
      {isCommand && (
        <span className="text-fg-3" aria-hidden>
          ${' '}
        </span>
      )}
      <Pieces text={withUnseenNamed(text)} />
    </pre>
  );
}
