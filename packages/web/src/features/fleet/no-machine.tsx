import { EmptyState } from '../../ui/pane.tsx';

/** A hub that is new: how the first machine joins it. */
export function NoMachine() {
  return (
    <EmptyState title="No machine yet">
      Run <code className="font-mono text-12 whitespace-nowrap">orrery join-token create</code> where the hub
      runs. It prints the line to run on a machine, which then appears here by itself.
    </EmptyState>
  );
}
