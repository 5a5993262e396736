import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Notice } from './notice.ts';
import { encodeHeader, webhookMessage } from './webhook-message.ts';

const notice: Notice = {
  id: 'n1',
  kind: 'permission',
  title: 'test-runner asks to run Bash',
  body: 'Make <billing> & webhooks idempotent, on studio-01: pnpm prisma migrate deploy',
  session: { id: 's1', title: 'Make billing', project: 'shop', person: 'Ada', state: 'waiting' },
  host: { id: 'h1', name: 'studio-01' },
  url: 'https://orrery.example.com/sessions/s1',
  requestId: 'r1',
  answer: { digest: 'd', body: null },
  at: 5,
  keys: ['request r1'],
};

const at = { now: 1_700_000_000_500, version: '1.2.3' };

describe('webhook message', () => {
  it('[NT21] json: the whole notice, signed with its time', () => {
    const { headers, body } = webhookMessage({ format: 'json', secret: 'key' }, notice, at);
    const { keys, answer: _, ...told } = notice;
    expect(JSON.parse(body)).toEqual({ type: 'notice', ...told });
    expect(body).not.toContain(keys[0]);
    const hmac = createHmac('sha256', 'key').update(`1700000000.${body}`).digest('hex');
    expect(headers).toMatchObject({
      'x-orrery-timestamp': '1700000000',
      'x-orrery-delivery': 'n1',
      'x-orrery-signature': `sha256=${hmac}`,
      'user-agent': 'Orrery/1.2.3',
    });
    const unsigned = webhookMessage({ format: 'json', secret: '' }, notice, at);
    expect(unsigned.headers).not.toHaveProperty('x-orrery-signature');
  });

  it('[NT21] slack: nothing that a session wrote becomes a link or a mention', () => {
    const hostile = { ...notice, title: '<!channel> asks', body: '<https://evil.example|click> & more' };
    const { body } = webhookMessage({ format: 'slack', secret: '' }, hostile, at);
    expect(JSON.parse(body)).toMatchObject({
      text:
        '*&lt;!channel&gt; asks*\n&lt;https://evil.example|click&gt; &amp; more\n' +
        '<https://orrery.example.com/sessions/s1|Open in Orrery>',
      unfurl_links: false,
    });
  });

  it('[NT21] slack: what a session wrote calls nobody in Mattermost and Discord, which read plain mentions', () => {
    const hostile = {
      ...notice,
      title: '@Everyone',
      body: '@here @channel @all mail@allison.example git@github.com',
    };
    const { text } = JSON.parse(webhookMessage({ format: 'slack', secret: '' }, hostile, at).body) as {
      text: string;
    };
    expect(text).not.toMatch(/@(everyone|here|channel|all)\b/i);
    expect(text).toContain('mail@allison.example git@github.com');
    expect(text.replaceAll('\u200b', '')).toContain('@Everyone*\n@here @channel @all');
  });

  it('[NT21] ntfy: title, priority, link and token in headers', () => {
    const { headers, body } = webhookMessage({ format: 'ntfy', secret: 'tk_1' }, notice, at);
    expect(body).toBe(notice.body);
    expect(headers).toMatchObject({
      title: 'test-runner asks to run Bash',
      priority: 'high',
      tags: 'key',
      click: notice.url,
      authorization: 'Bearer tk_1',
    });
    const calm = webhookMessage({ format: 'ntfy', secret: '' }, { ...notice, kind: 'burning' }, at);
    expect(calm.headers).toMatchObject({ priority: 'default', tags: 'fire' });
    expect(calm.headers).not.toHaveProperty('authorization');
  });

  it('[NT21] writes titles beyond ASCII as encoded words that a header can hold', () => {
    const decode = (value: string) =>
      value
        .split(' ')
        .map((word) => Buffer.from(/^=\?UTF-8\?B\?(.*)\?=$/.exec(word)?.[1] ?? '', 'base64').toString())
        .join('');
    for (const title of [
      'Prüfer fragt',
      '測試'.repeat(30),
      '👩‍💻 asks',
      'line\r\nX-Evil: 1',
      '=?UTF-8?B?eA==?=',
    ]) {
      const value = encodeHeader(title);
      expect(value).toMatch(/^[\x20-\x7e]+$/);
      expect(value.split(' ').every((word) => word.length <= 75)).toBe(true);
      expect(decode(value)).toBe(title);
    }
  });
});
