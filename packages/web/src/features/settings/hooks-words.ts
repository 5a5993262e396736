import type { HostView } from '../../state/wire-types.ts';

/** Hooks that an agent installs, one of each kind. */
const ENTRIES = 7;
const FILE = '~/.claude/settings.json';

/** What the page offers for the hooks of a machine, and says of them. */
export interface HooksOffer {
  state: string;
  /** What is wrong, or why nothing can be done now. */
  remark: string;
  action: 'install' | 'uninstall' | null;
  /** What the button will change on the machine. */
  effect: string;
}

/** Reads the state of the hooks for a reader. */
export function hooksOffer(host: HostView, isAdmin: boolean): HooksOffer {
  const { state, detail } = host.hooks;
  const action = state === 'installed' ? 'uninstall' : state === 'unknown' ? null : 'install';
  const cannot = whyNot(host, isAdmin);
  return {
    state: stateWords[state],
    remark: [detail, action === null ? '' : cannot].filter(Boolean).join('. '),
    action: cannot === '' ? action : null,
    effect:
      action === 'uninstall'
        ? `Takes Orrery's ${ENTRIES} entries out of ${FILE} on ${host.name} and leaves the rest as it is. Permissions are then answered there only.`
        : `Adds ${ENTRIES} entries to ${FILE} on ${host.name}, and to that file of every other Claude folder there. Remove restores it.`,
  };
}

const stateWords: Record<HostView['hooks']['state'], string> = {
  installed: 'Installed',
  partly: 'In some folders only',
  absent: 'Not installed',
  broken: 'Broken',
  unknown: 'Not known',
};

function whyNot(host: HostView, isAdmin: boolean): string {
  if (!isAdmin) return 'An admin can change this';
  if (host.revoked !== null) return 'Can be changed when it is admitted again';
  if (host.state === 'unreachable') return 'Can be changed when it returns';
  if (!host.allows.includes('hooks'))
    return 'Its owner has not allowed this. To allow it, run there: orrery agent allow hooks';
  return '';
}
