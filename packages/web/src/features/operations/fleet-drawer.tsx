import { Dialog } from 'radix-ui';
import { scrimClass } from '../../ui/dialog.ts';
import { useReturnFocus } from '../../ui/use-return-focus.ts';
import { FleetPane } from '../fleet/fleet-pane.tsx';

interface FleetDrawerProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  selectedHosts: readonly string[];
  onHost: (hostId: string) => void;
}

/** The fleet, where it has no room beside the list. */
export function FleetDrawer({ isOpen, onOpenChange, selectedHosts, onHost }: FleetDrawerProps) {
  const returnFocus = useReturnFocus();
  return (
    <Dialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={scrimClass} />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
          className="fixed inset-y-0 left-0 z-40 flex w-[min(22rem,calc(100vw-3rem))] flex-col bg-surface shadow-dialog outline-none"
        >
          <Dialog.Title className="sr-only">Machines</Dialog.Title>
          <FleetPane
            selectedHosts={selectedHosts}
            onHost={(hostId) => {
              onHost(hostId);
              onOpenChange(false);
            }}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
