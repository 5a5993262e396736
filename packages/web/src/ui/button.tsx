import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';

type Look = 'primary' | 'plain' | 'ghost';
type Size = 22 | 26 | 28 | 36 | 44;

const looks: Record<Look, string> = {
  primary: 'bg-accent text-on-accent font-semibold hover:opacity-90',
  plain: 'bg-raised text-fg ring-1 ring-inset ring-line-strong hover:bg-hover',
  ghost: 'text-fg-2 hover:bg-hover hover:text-fg',
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
  ref?: Ref<HTMLButtonElement>;
}

/** A button in words, with an icon before them if given. */
export function Button({ look = 'plain', size = 28, icon, className = '', children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`inline-flex flex-none items-center justify-center gap-1.5 font-medium whitespace-nowrap disabled:opacity-50 ${looks[look]} ${heights[size]} ${className}`}
    >
      {icon}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon'> {
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
