import type { PermissionRequestView } from '../../state/wire-types.ts';

/** Names of the bar by what is asked. */
export const requestLabels = { permission: 'Permission request', question: 'Question', plan: 'Plan' };

/** Colours of the bar. */
export const toneOfRequest = ({ kind }: PermissionRequestView) =>
  kind === 'permission' ? 'permit' : 'input';

/** Words of the buttons for a plan. */
export const planWords = {
  approve: { word: 'Approve plan', busyWord: 'Approving' },
  deny: { word: 'Keep planning', busyWord: 'Sending' },
};
