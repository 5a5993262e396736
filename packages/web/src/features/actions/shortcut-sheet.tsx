import { Dialog } from 'radix-ui';
import { Keys } from '../../ui/keys.tsx';
import { dialogClass, Modal } from '../../ui/modal.tsx';
import { actions } from './action-table.ts';

/** All keys, from the action table. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  return (
    <Modal onClose={onClose} className={`${dialogClass} max-w-[36rem] overflow-y-auto`}>
      <Dialog.Title className="px-4 pt-4 text-16 font-semibold tracking-[-.015em]">
        Keyboard shortcuts
      </Dialog.Title>
      <dl className="grid grid-cols-2 gap-x-6 px-4 pt-2 pb-4 max-md:grid-cols-1">
        {actions.map(
          (action) =>
            action.keys !== null && (
              <div key={action.id} className="flex h-7 items-center gap-2 text-12 text-fg-2">
                <dt className="min-w-0 flex-1 truncate">{action.label}</dt>
                <dd>
                  <Keys keys={action.keys} />
                </dd>
              </div>
            ),
        )}
      </dl>
    </Modal>
  );
}
