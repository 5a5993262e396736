import { USUAL_NOTICES, type Webhook, type WebhookRequest, webhookRequestSchema } from '@orrery/protocol';

/** What a webhook speaks. */
export const formatNames: Record<Webhook['format'], string> = {
  json: 'JSON',
  slack: 'Slack and compatible',
  ntfy: 'ntfy',
};

/** What is typed in the form of a webhook. */
export interface WebhookFields {
  name: string;
  url: string;
  format: Webhook['format'];
  kinds: Webhook['kinds'];
  isEnabled: boolean;
  /** New secret; empty keeps the old one, unless it is to be removed. */
  secret: string;
  isSecretRemoved: boolean;
}

/** The form of a webhook, or of a new one. */
export function fieldsOf(webhook: Webhook | null): WebhookFields {
  return {
    name: webhook?.name ?? '',
    url: webhook?.url ?? '',
    format: webhook?.format ?? 'slack',
    kinds: webhook?.kinds ?? [...USUAL_NOTICES],
    isEnabled: webhook?.isEnabled ?? true,
    secret: '',
    isSecretRemoved: false,
  };
}

/** What is wrong, by field. */
export type WebhookErrors = Partial<Record<'name' | 'url' | 'kinds' | 'secret', string>>;

/** Reads the form: what to send, or what is wrong. */
export function readWebhook(fields: WebhookFields): { webhook: WebhookRequest } | { errors: WebhookErrors } {
  const { isSecretRemoved, secret, ...rest } = fields;
  const shape = webhookRequestSchema.shape;
  const name = rest.name.trim();
  const url = rest.url.trim();
  const errors: WebhookErrors = {};
  if (!shape.name.safeParse(name).success) errors.name = 'A name of up to 128 letters is needed.';
  if (!shape.url.safeParse(url).success) errors.url = 'A whole address is needed: https://…';
  if (rest.kinds.length === 0) errors.kinds = 'Choose at least one, or turn the webhook off.';
  if (secret.length > 256) errors.secret = 'At most 256 letters.';
  if (Object.keys(errors).length > 0) return { errors };
  const changed = isSecretRemoved ? { secret: '' } : secret === '' ? {} : { secret };
  return { webhook: { ...rest, name, url, ...changed } };
}
