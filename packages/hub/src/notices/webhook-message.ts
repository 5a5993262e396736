import { createHmac } from 'node:crypto';
import type { NoticeKind } from '@orrery/protocol';
import type { Notice } from './notice.ts';
import type { WebhookTarget } from './webhooks.ts';

/** A delivery as it goes over the wire. */
export interface WebhookMessage {
  headers: Record<string, string>;
  body: string;
}

/** A notice in the format of a webhook. */
export function webhookMessage(
  { format, secret }: Pick<WebhookTarget, 'format' | 'secret'>,
  notice: Notice,
  { now, version }: { now: number; version: string },
): WebhookMessage {
  const agent = { 'user-agent': `Orrery/${version}` };
  switch (format) {
    case 'json':
      return json(notice, secret, now, agent);
    case 'slack':
      return slack(notice, agent);
    case 'ntfy':
      return ntfy(notice, secret, agent);
  }
}

function json(notice: Notice, secret: string, now: number, agent: Record<string, string>): WebhookMessage {
  const { keys: _keys, answer: _answer, ...told } = notice;
  const body = JSON.stringify({ type: 'notice', ...told });
  // The time is signed too, so that a receiver can refuse what somebody recorded and sends again.
  const timestamp = String(Math.floor(now / 1000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return {
    headers: {
      ...agent,
      'content-type': 'application/json',
      'x-orrery-delivery': notice.id,
      'x-orrery-timestamp': timestamp,
      ...(secret !== '' && { 'x-orrery-signature': `sha256=${signature}` }),
    },
    body,
  };
}

function slack({ title, body, url }: Notice, agent: Record<string, string>): WebhookMessage {
  const text = `*${escapeSlack(title)}*\n${escapeSlack(body)}\n<${escapeSlack(url)}|Open in Orrery>`;
  return {
    headers: { ...agent, 'content-type': 'application/json' },
    // Neither links nor names in what a session wrote are followed up by the chat.
    body: JSON.stringify({ text, unfurl_links: false, unfurl_media: false, link_names: 0 }),
  };
}

/** Names that call everybody in the chats that take Slack's format, whether marked up or not (Mattermost, Discord). */
const CALLS_ALL = /@(?=(?:everyone|here|channel|all)\b)/gi;

/** Slack's three characters that mean something, and plain mentions of everybody: nothing becomes a link or a call. */
function escapeSlack(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replace(CALLS_ALL, '@\u200b');
}

function ntfy(notice: Notice, secret: string, agent: Record<string, string>): WebhookMessage {
  const { kind, title, body, url } = notice;
  return {
    headers: {
      ...agent,
      'content-type': 'text/plain; charset=utf-8',
      title: encodeHeader(title),
      priority: isUrgent(kind) ? 'high' : 'default',
      tags: NTFY_TAGS[kind],
      click: url,
      ...(secret !== '' && { authorization: `Bearer ${secret}` }),
    },
    body,
  };
}

/** Tags that ntfy shows as a symbol. */
const NTFY_TAGS: Record<NoticeKind, string> = {
  permission: 'key',
  answer: 'speech_balloon',
  looping: 'repeat',
  burning: 'fire',
  stuck: 'hourglass',
  erroring: 'x',
  contextFull: 'battery',
  waitingLong: 'alarm_clock',
  crashed: 'boom',
};

function isUrgent(kind: NoticeKind): boolean {
  return kind === 'permission' || kind === 'answer';
}

/** Header values are ASCII: other characters go as RFC 2047 words of at most 75 characters. */
export function encodeHeader(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes('=?')) return text;
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > MAX_WORD_BYTES) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`).join(' ');
}

/** 60 characters of base64. */
const MAX_WORD_BYTES = 45;
