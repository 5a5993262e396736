import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';

type Look = 'primary' | 'plain' | 'ghost' | 'permit';
type Size = 22 | 26 | 28 | 36 | 44;

const looks: Record<Look, string> = {
  primary: 'bg-accent text-on-accent font-semibold hover:opacity-90',
  plain: 'bg-raised text-fg ring-1 ring-inset ring-line-strong hover:bg-hover',
  ghost: 'text-fg-2 hover:bg-hover hover:text-fg',
  permit: 'permit-button bg-permit-solid text-on-permit font-semibold hover:brightness-105',
};
const heights: Record<Size, string> = {
  22: 'h-[22px] text-11 rounded-[5px] px-2',
  26: 'h-[26px] text-12 rounded-control px-2',
  28: 'h-7 text-12 rounded-control px-2.5',
  36: 'h-9 text-13 rounded-control px-3.5',
  44: 'h-11 text-14 rounded-card px-4',
};

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  size?: Size;
  icon?: ReactNode;
  ref?: Ref<HTMLButtonElement> | undefined;
  /** Why it cannot be used now: told on hover and to readers. It stays reachable, or nobody would hear why. */
  why?: string | null;
  /** What is under way, in a word that takes the place of the label; the width is that of the wider one. */
  busy?: { word: string; isBusy: boolean };
  /** Something is under way, and the label says enough. It keeps the focus, which a disabled button would lose. */
  isBusy?: boolean;
}

/** A button in words, with an icon before them if given. */
export function Button({
  look = 'plain',
  size = 28,
  icon,
  className = '',
  children,
  why = null,
  busy,
  isBusy: isUnderWay = false,
  onClick,
  ...rest
}: ButtonProps) {
  const isBusy = isUnderWay || busy?.isBusy === true;
  const isOff = why !== null || isBusy;
  return (
    <button
      type="button"
      {...rest}
      title={why ?? rest.title}
      aria-disabled={isOff ? true : undefined}
      aria-busy={isBusy ? true : undefined}
      onClick={isOff ? preventDefault : onClick}
      className={`inline-flex flex-none items-center justify-center gap-1.5 font-medium whitespace-nowrap disabled:opacity-50 ${looks[look]} ${heights[size]} ${why === null ? '' : 'cursor-not-allowed opacity-50'} ${isUnderWay ? 'opacity-50' : ''} ${className}`}
    >
      {busy === undefined ? (
        <>
          {icon}
          {children}
        </>
      ) : (
        <BusyLabel word={busy.word} isBusy={isBusy}>
          {icon}
          {children}
        </BusyLabel>
      )}
    </button>
  );
}

/** Both labels in one cell: the box is as wide as the wider one, whichever is seen. */
function BusyLabel({ word, isBusy, children }: { word: string; isBusy: boolean; children: ReactNode }) {
  const cell = 'col-start-1 row-start-1 inline-flex items-center justify-center gap-1.5';
  return (
    <span className="inline-grid items-center">
      <span className={`${cell} ${isBusy ? 'invisible' : ''}`}>{children}</span>
      <span className={`${cell} ${isBusy ? '' : 'invisible'}`}>{word}</span>
    </span>
  );
}

function preventDefault(event: { preventDefault(): void }): void {
  event.preventDefault();
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon' | 'busy'> {
  label: string;
  children: ReactNode;
}

/** A square button with an icon only; its name is read out and shown on hover. */
export function IconButton({
  label,
  look = 'ghost',
  size = 28,
  className = '',
  children,
  ...rest
}: IconButtonProps) {
  return (
    <Button
      {...rest}
      look={look}
      size={size}
      aria-label={label}
      title={label}
      className={`aspect-square px-0! ${className}`}
    >
      {children}
    </Button>
  );
}
