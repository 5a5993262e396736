import { type NoticeKind, USUAL_NOTICES } from '@orrery/protocol';
import { deleteSubscription, fetchPush, postSubscription } from '../features/settings/settings-api.ts';
import { browserLabel } from './browser-label.ts';
import { within } from './within.ts';

/** Browsers without a way to their push service may try for ever, and a broken service worker is never ready. */
const REACH_MS = 20_000;

/** How notifications of this browser stand. */
export type PushState =
  /** Browsers give push to https pages and to this very machine only. */
  | 'insecure'
  | 'unsupported'
  /** Refused once: only the browser's own settings can undo that. */
  | 'denied'
  | 'off'
  | 'on';

/** Reads how notifications stand, and the address under which the hub knows this browser. */
export async function readPush(): Promise<{ state: PushState; endpoint: string | null }> {
  if (!isSecureContext) return { state: 'insecure', endpoint: null };
  const isSupported = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
  if (!isSupported) return { state: 'unsupported', endpoint: null };
  if (Notification.permission === 'denied') return { state: 'denied', endpoint: null };
  const registration = await navigator.serviceWorker.getRegistration('/');
  const subscription = (await registration?.pushManager.getSubscription()) ?? null;
  return { state: subscription === null ? 'off' : 'on', endpoint: subscription?.endpoint ?? null };
}

/** What names this browser to the hub when all others are to be told no more. */
export async function ownEndpoint(): Promise<{ keptEndpoint?: string }> {
  const { endpoint } = await readPush();
  return endpoint === null ? {} : { keptEndpoint: endpoint };
}

/** Asks the person and the browser, and tells the hub. Throws in words when one of the three says no. */
export async function turnPushOn(kinds: readonly NoticeKind[] = USUAL_NOTICES): Promise<void> {
  const permission = await Notification.requestPermission();
  if (permission !== 'granted') throw new Error('The browser did not allow notifications.');
  const { publicKey } = await fetchPush();
  const { pushManager } = await registerWorker();
  let subscription: PushSubscription;
  try {
    subscription = await within(REACH_MS, subscribe(pushManager, publicKey));
  } catch (cause) {
    throw new Error('The browser could not reach its push service. Nothing was turned on.', { cause });
  }
  const { endpoint, keys } = subscription.toJSON();
  await postSubscription({
    endpoint: endpoint ?? subscription.endpoint,
    keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' },
    label: browserLabel(navigator.userAgent),
    kinds: [...kinds],
  });
}

async function registerWorker(): Promise<ServiceWorkerRegistration> {
  try {
    await navigator.serviceWorker.register('/sw.js', { scope: '/', updateViaCache: 'none' });
    return await within(REACH_MS, navigator.serviceWorker.ready);
  } catch (cause) {
    throw new Error('The part of the page that shows them could not be loaded. Nothing was turned on.', {
      cause,
    });
  }
}

/** A subscription with the key of a hub that was set up anew is of no use: it is replaced. */
async function subscribe(pushManager: PushManager, publicKey: string): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey: publicKey };
  try {
    return await pushManager.subscribe(options);
  } catch (error) {
    const old = await pushManager.getSubscription();
    if (old === null) throw error;
    await old.unsubscribe();
    return await pushManager.subscribe(options);
  }
}

/** Stops notifications of this browser; the hub forgets it. */
export async function turnPushOff(id: string | null): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration('/');
  const subscription = await registration?.pushManager.getSubscription();
  await subscription?.unsubscribe();
  if (id !== null) await deleteSubscription(id);
}

/** Before signing out: whoever uses this browser next is not told of this person's sessions. */
export async function forgetThisBrowser(): Promise<void> {
  const { state, endpoint } = await readPush();
  if (state !== 'on') return;
  const { subscriptions } = await fetchPush();
  await turnPushOff(subscriptions.find((each) => each.endpoint === endpoint)?.id ?? null);
}
