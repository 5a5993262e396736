import { useState } from 'react';
import { withUnseenNamed } from '../../format/visible-text.ts';
import type { PermissionRequestView } from '../../state/wire-types.ts';
import { Button } from '../../ui/button.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';

interface AlwaysAllowProps {
  request: PermissionRequestView;
  why: string | null;
  onApprove: (alwaysAllow: number[]) => void;
}

/** The rules that can be added so that this is not asked again: one or several are chosen, then the request is approved. */
export function AlwaysAllow({ request, why, onApprove }: AlwaysAllowProps) {
  const rules = request.alwaysAllow;
  const [chosen, choose] = useState<readonly number[]>(rules.length === 1 ? [0] : []);
  const toggle = (index: number) =>
    choose(chosen.includes(index) ? chosen.filter((each) => each !== index) : [...chosen, index].sort());
  const trigger = (
    <Button look="ghost" size={22} why={why} className="text-12! max-md:h-11">
      Always allow…
    </Button>
  );
  if (why !== null) return trigger;
  return (
    <MenuButton
      trigger={trigger}
      items={[
        {
          kind: 'label',
          key: 'title',
          name: 'Do not ask again for',
          remark: 'The rule is added on the machine.',
        },
        ...rules.map((name, index) => ({
          kind: 'check' as const,
          key: String(index),
          name: withUnseenNamed(name),
          isChecked: chosen.includes(index),
          run: () => toggle(index),
        })),
        {
          kind: 'action',
          key: 'approve',
          name: approveName(chosen.length),
          isMain: true,
          isOff: chosen.length === 0,
          run: () => onApprove([...chosen]),
        },
      ]}
    />
  );
}

function approveName(count: number): string {
  if (count === 0) return 'Choose a rule to approve with';
  return count === 1 ? 'Approve, and always allow this' : `Approve, and always allow these ${count}`;
}
