import type { Access } from '../auth/access.ts';
import { createNoticeDispatcher, type NoticeDispatcher } from './notice-dispatcher.ts';
import { openVapidKey, vapidSubject } from './vapid-key.ts';

type DispatcherGround = Omit<
  Parameters<typeof createNoticeDispatcher>[0],
  'subscriptions' | 'webhooks' | 'told' | 'vapid' | 'pushHosts'
>;

/** The dispatcher of a hub: with the key of its data folder, and those who are told from its sign-in database. */
export function openNotices(
  options: { dataDir: string; pushSubject?: string; pushHosts?: readonly string[] },
  ground: DispatcherGround & { access: Access },
): Promise<NoticeDispatcher> {
  const { pushSubscriptions: subscriptions, webhooks, toldNotices: told } = ground.access;
  const subject = () => options.pushSubject ?? vapidSubject(ground.publicUrl());
  const vapid = openVapidKey(options.dataDir, subject);
  return createNoticeDispatcher({
    ...ground,
    ...{ subscriptions, webhooks, told, vapid, pushHosts: options.pushHosts ?? [] },
  });
}
