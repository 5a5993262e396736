import type { PushState } from '../../push/push-subscription.ts';

/** What stands beside the switch: how it is, and what to do where the switch cannot help. */
export const pushWords: Record<PushState, string> = {
  on: 'With the tab closed too.',
  off: 'Off.',
  denied:
    'This browser was told not to allow them. Allow notifications for this address in the settings of the browser, then come back.',
  insecure:
    'Browsers allow them for https addresses only. Open Orrery over https, or on the machine of the hub as localhost.',
  unsupported: 'This browser has none. On an iPhone or iPad they work after Share, then Add to Home Screen.',
};
