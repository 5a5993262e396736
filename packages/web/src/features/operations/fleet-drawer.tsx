import { Dialog } from 'radix-ui';
import { Modal } from '../../ui/modal.tsx';
import { FleetPane } from '../fleet/fleet-pane.tsx';

interface FleetDrawerProps {
  onClose: () => void;
  selectedHosts: readonly string[];
  onHost: (hostId: string) => void;
}

/** The fleet, where it has no room beside the list. */
export function FleetDrawer({ onClose, selectedHosts, onHost }: FleetDrawerProps) {
  return (
    <Modal
      onClose={onClose}
      className="fixed inset-y-0 left-0 z-40 flex w-[min(22rem,calc(100vw-3rem))] flex-col bg-surface shadow-dialog outline-none"
    >
      <Dialog.Title className="sr-only">Machines</Dialog.Title>
      <FleetPane
        selectedHosts={selectedHosts}
        onHost={(hostId) => {
          onHost(hostId);
          onClose();
        }}
      />
    </Modal>
  );
}
