import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { dialogClass, Modal } from '../../ui/modal.tsx';

interface MachineDialogProps {
  title: string;
  /** What it will do. */
  effect: ReactNode;
  /** Label of the button that does it. */
  act: string;
  /** It can be done now. */
  isReady: boolean;
  isBusy: boolean;
  /** Why it did not work. */
  failure: string | undefined;
  onAct: () => void;
  onClose: () => void;
  /** Fields of it. */
  children?: ReactNode;
}

/** Asks before something is done with a machine, and says what it will do. */
export function MachineDialog(props: MachineDialogProps) {
  const { title, effect, act, isReady, isBusy, failure, onAct, onClose, children } = props;
  return (
    <Modal onClose={onClose} isDescribed className={`${dialogClass} max-w-[32rem] overflow-y-auto p-4`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !isBusy) onAct();
        }}
      >
        <Dialog.Title className="text-16 font-semibold tracking-[-.015em] break-words">{title}</Dialog.Title>
        <Dialog.Description className="mt-1 text-fg-2">{effect}</Dialog.Description>
        {children}
        {failure !== undefined && (
          <p role="alert" className="mt-2 text-danger">
            That did not work. {failure}
          </p>
        )}
        <div className="mt-4 flex flex-wrap gap-2">
          <Button size={36} look="primary" type="submit" disabled={!isReady} isBusy={isBusy}>
            {isBusy ? 'Asking the hub…' : act}
          </Button>
          <Button size={36} look="ghost" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </form>
    </Modal>
  );
}
