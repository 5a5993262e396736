import * as z from '../bounded.ts';
import { MAX_ID_CHARS, MAX_LABEL_CHARS, MAX_PATH_CHARS, MAX_WORDS_CHARS } from '../wire-limits.ts';

/** What a person or a channel can be told of. */
export const noticeKindSchema = z.enum([
  'permission',
  'answer',
  'looping',
  'burning',
  'stuck',
  'erroring',
  'contextFull',
  'waitingLong',
  'crashed',
]);

export type NoticeKind = z.infer<typeof noticeKindSchema>;

/** What is told of unless somebody chooses: what needs a person now. */
export const USUAL_NOTICES: readonly NoticeKind[] = [
  'permission',
  'answer',
  'looping',
  'burning',
  'stuck',
  'erroring',
  'crashed',
];

const kinds = z.list(noticeKindSchema, noticeKindSchema.options.length);

/** Body of `POST /api/push/subscriptions`: what `PushManager.subscribe` gave, and what to tell this browser of. */
export const pushSubscriptionRequestSchema = z.object({
  endpoint: z.url(2048),
  keys: z.object({ p256dh: z.text(256), auth: z.text(64) }),
  /** How the person's list names this browser. */
  label: z.text(128).default('browser'),
  kinds: kinds.default([...USUAL_NOTICES]),
});

/** A browser that is told. */
export const pushSubscriptionSchema = z.object({
  id: z.text(MAX_ID_CHARS),
  label: z.text(MAX_LABEL_CHARS),
  endpoint: z.text(MAX_PATH_CHARS),
  kinds,
  createdAt: z.instant(),
  /** Empty when the last one went through, or none was sent. */
  problem: z.text(MAX_WORDS_CHARS),
});

/** Answer to `GET /api/push`: the hub's VAPID public key (base64url) and this person's browsers. */
export const pushSettingsSchema = z.object({
  publicKey: z.text(MAX_ID_CHARS),
  subscriptions: z.list(pushSubscriptionSchema, 100),
});

/** Body of `PUT /api/push/subscriptions/:id`. */
export const pushKindsSchema = z.object({ kinds });

/** Body of `POST /api/webhooks` and `PUT /api/webhooks/:id` (admin). */
export const webhookRequestSchema = z.object({
  name: z.text(128).min(1),
  url: z.url(2048, { protocol: /^https?$/ }),
  /** `slack`: also Mattermost, Discord with `/slack`, Rocket.Chat. */
  format: z.enum(['json', 'slack', 'ntfy']),
  kinds: kinds.default([...USUAL_NOTICES]),
  isEnabled: z.boolean().default(true),
  /** Signs the body (`X-Orrery-Signature`) or is sent as ntfy's token. Kept when absent, removed when empty. */
  secret: z.text(256).optional(),
});

/** An outgoing webhook as lists show it: never its secret. */
export const webhookSchema = webhookRequestSchema.omit({ secret: true }).extend({
  id: z.text(MAX_ID_CHARS),
  hasSecret: z.boolean(),
  /** The last delivery; null before the first. */
  last: z.object({ at: z.instant(), isOk: z.boolean(), message: z.text(MAX_WORDS_CHARS) }).nullable(),
});

/** What goes to a service worker: everything that it needs to show and to answer. */
export const pushPayloadSchema = z.object({
  kind: noticeKindSchema,
  sessionId: z.text(MAX_ID_CHARS),
  title: z.text(MAX_LABEL_CHARS),
  body: z.text(MAX_WORDS_CHARS),
  /** Permission request that the notification's buttons answer. */
  requestId: z.text(MAX_ID_CHARS).nullable(),
  /** What that request asks, as an answer must name it; null with it. */
  digest: z.text(64).nullable(),
  /** The notification shows all that would be done: only then does it offer to approve. */
  isWhole: z.boolean(),
  at: z.instant(),
});

export type PushSubscriptionRequest = z.infer<typeof pushSubscriptionRequestSchema>;
export type PushSubscriptionView = z.infer<typeof pushSubscriptionSchema>;
export type PushSettings = z.infer<typeof pushSettingsSchema>;
export type WebhookRequest = z.infer<typeof webhookRequestSchema>;
export type Webhook = z.infer<typeof webhookSchema>;
export type PushPayload = z.infer<typeof pushPayloadSchema>;
