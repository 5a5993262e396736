import type { Webhook } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { fieldsOf, readWebhook } from './webhook-fields.ts';

const webhook: Webhook = {
  id: 'w1',
  name: 'Team',
  url: 'https://hooks.example.com/x',
  format: 'ntfy',
  kinds: ['permission'],
  isEnabled: true,
  hasSecret: true,
  last: null,
};

describe('form of a webhook', () => {
  it('keeps the secret unless it is replaced or removed', () => {
    const fields = fieldsOf(webhook);
    const sent = (change: Partial<typeof fields>) => readWebhook({ ...fields, ...change });
    expect(sent({})).toEqual({
      webhook: {
        name: 'Team',
        url: webhook.url,
        format: 'ntfy',
        kinds: ['permission'],
        isEnabled: true,
      },
    });
    expect(sent({ secret: 'abc' })).toMatchObject({ webhook: { secret: 'abc' } });
    expect(sent({ secret: 'abc', isSecretRemoved: true })).toMatchObject({ webhook: { secret: '' } });
  });

  it('says under each field what is wrong', () => {
    expect(readWebhook({ ...fieldsOf(null), kinds: [] })).toMatchObject({
      errors: { name: expect.any(String), url: expect.any(String), kinds: expect.any(String) },
    });
    for (const url of ['hooks.example.com', 'ftp://example.com', 'javascript:alert(1)']) {
      expect(readWebhook({ ...fieldsOf(webhook), url })).toEqual({
        errors: { url: 'A whole address is needed: https://…' },
      });
    }
  });
});
