import { Ellipsis } from 'lucide-react';
import type { PermissionRequestView } from '../../state/wire-types.ts';
import { IconButton } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { Icon } from '../../ui/icons.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { commandOf } from '../control/asked.ts';

/** The rarer answers to a request. */
export function RequestMenu({ request, onDeny }: { request: PermissionRequestView; onDeny: () => void }) {
  const command = commandOf(request);
  return (
    <MenuButton
      trigger={
        <IconButton label="More answers" size={22} className="max-md:size-11">
          <Icon of={Ellipsis} size={14} />
        </IconButton>
      }
      items={[
        { kind: 'action', key: 'deny', name: 'Deny with a reason…', movesFocus: true, run: onDeny },
        {
          kind: 'action',
          key: 'copy',
          name: command === null ? 'Copy the text' : 'Copy the command',
          run: () => void copyText(command ?? request.text, 'Copied'),
        },
      ]}
    />
  );
}
