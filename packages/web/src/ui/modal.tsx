import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { useReturnFocus } from './use-return-focus.ts';

interface ModalProps {
  onClose: () => void;
  /** Place, size and look of what lies over the page; `dialogClass` for the usual one. */
  className: string;
  /** Holds a `Dialog.Description`. */
  isDescribed?: boolean;
  /** Instead of the focus on the first control. */
  onOpenAutoFocus?: (event: Event) => void;
  children: ReactNode;
}

/** The look of a dialog: centred, in the upper part. */
export const dialogClass =
  'fade-in fixed top-[12vh] left-1/2 z-40 max-h-[76vh] w-[calc(100vw-2rem)] -translate-x-1/2 overflow-hidden rounded-dialog bg-overlay shadow-dialog outline-none';

/** Lies over the page while it is mounted. Escape and the scrim close it, and the focus goes back to where it was. */
export function Modal({ onClose, className, isDescribed = false, onOpenAutoFocus, children }: ModalProps) {
  const returnFocus = useReturnFocus();
  return (
    <Dialog.Root open onOpenChange={(isOpen) => isOpen || onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          {...(isDescribed ? {} : { 'aria-describedby': undefined })}
          onCloseAutoFocus={returnFocus}
          {...(onOpenAutoFocus === undefined ? {} : { onOpenAutoFocus })}
          className={className}
        >
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
