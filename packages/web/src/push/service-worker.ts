import {
  type AnswerFailure,
  answerPath,
  failureOf,
  type NotificationData,
  type NotificationParts,
  notificationOf,
  readData,
  sessionPath,
} from './notification.ts';
import { parsePushPayload, readPushSettings } from './push-payload.ts';
import { workerHeaders } from './worker-secret.ts';

/** Shows what the hub pushes, with the tab closed too, and takes the answer. Keeps no page: without a hub nothing is true. */
declare const self: ServiceWorkerGlobalScope;

const show = ({ title, options }: NotificationParts) => self.registration.showNotification(title, options);

self.addEventListener('install', () => void self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('push', (event) => event.waitUntil(onPush(event.data?.text() ?? '')));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const data = readData(event.notification.data);
  if (data === null) return;
  const { action } = event;
  const isAnswer = (action === 'approve' || action === 'deny') && data.requestId !== null;
  event.waitUntil(isAnswer ? answer(action, data.requestId ?? '', data) : open(data.sessionId));
});

self.addEventListener('pushsubscriptionchange', (event) => {
  // The compiler knows no type for this event yet.
  const { oldSubscription, waitUntil } = event as ExtendableEvent & {
    oldSubscription?: PushSubscription | null;
  };
  waitUntil.call(event, renew(oldSubscription?.endpoint ?? ''));
});

/** The browser changed its address: the hub gets the new one, with what the person had chosen for the old one. */
async function renew(oldEndpoint: string): Promise<void> {
  const proof = await workerHeaders();
  const response = await fetch('/api/push', { credentials: 'same-origin', headers: proof });
  if (!response.ok) return;
  const { publicKey, subscriptions } = readPushSettings(await response.json());
  const old = subscriptions.find(({ endpoint }) => endpoint === oldEndpoint);
  const subscription = await self.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  });
  const { endpoint, keys } = subscription.toJSON();
  await fetch('/api/push/subscriptions', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { ...proof, 'content-type': 'application/json' },
    body: JSON.stringify({ endpoint, keys, label: old?.label, kinds: old?.kinds }),
  });
}

async function onPush(text: string): Promise<void> {
  const payload = parsePushPayload(text);
  if (payload === null) {
    // A browser takes the permission away when a push shows nothing.
    await self.registration.showNotification('Orrery has news', {
      body: 'Open Orrery to see it.',
      tag: 'news',
    });
    return;
  }
  const windows = await self.clients.matchAll({ type: 'window' });
  await show(
    notificationOf(
      payload,
      windows.some(({ focused }) => focused),
    ),
  );
}

async function answer(action: 'approve' | 'deny', requestId: string, data: NotificationData): Promise<void> {
  const failure = await post(answerPath(requestId, action), { digest: data.digest });
  if (failure !== 'none') await show(failureOf(action, data, failure));
}

async function post(path: string, body: { digest: string | null }): Promise<AnswerFailure | 'none'> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { ...(await workerHeaders()), 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    // No answer at all: whoever pressed the button is told just that.
    return null;
  }
  if (response.ok) return 'none';
  const answer: unknown = await response.json().catch(() => null);
  const said = typeof answer === 'object' && answer !== null && 'message' in answer ? answer.message : null;
  return {
    status: response.status,
    message: typeof said === 'string' ? said : `The hub answered ${response.status}.`,
  };
}

/** A window that is there is better than another one; it moves to the session by itself. */
async function open(sessionId: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = windows.find(({ focused }) => focused) ?? windows[0];
  if (page === undefined) {
    await self.clients.openWindow(sessionPath(sessionId));
    return;
  }
  page.postMessage({ type: 'openSession', sessionId });
  await page.focus();
}
