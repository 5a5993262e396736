import type { ReactNode } from 'react';
import { initialsOf } from '../format/name.ts';

/** A key of the keyboard; on a filled button in the colour of its text. */
export function Kbd({ children, isOnFill = false }: { children: ReactNode; isOnFill?: boolean }) {
  return (
    <kbd
      className={`inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-chip px-1 font-mono text-11 ring-1 ring-inset ${isOnFill ? 'ring-current/45' : 'text-fg-3 ring-line-strong'}`}
    >
      {children}
    </kbd>
  );
}

/** A person's initials; the full name is read out and shown on hover. */
export function Avatar({ name, size = 16 }: { name: string; size?: 16 | 20 | 24 }) {
  const box = { 16: 'size-4 text-[8.5px]', 20: 'size-5 text-[9.5px]', 24: 'size-6 text-[10.5px]' }[size];
  return (
    <span
      role="img"
      aria-label={name}
      title={name}
      className={`inline-flex flex-none items-center justify-center rounded-full bg-track font-bold leading-none tracking-normal text-fg ${box}`}
    >
      {initialsOf(name)}
    </span>
  );
}

/** A small outlined fact, such as the client. */
export function Chip({ icon, children }: { icon?: ReactNode; children: ReactNode }) {
  return (
    <span className="inline-flex h-[18px] flex-none items-center gap-1 rounded-chip px-1.5 text-11 font-medium whitespace-nowrap text-fg-2 ring-1 ring-line-strong ring-inset">
      {icon}
      {children}
    </span>
  );
}

/** Slash between the parts of a place. */
export function Separator({ children = '/' }: { children?: string }) {
  return (
    <span className="text-line-strong" aria-hidden>
      {children}
    </span>
  );
}
