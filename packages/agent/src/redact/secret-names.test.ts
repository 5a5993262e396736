import { expect, it } from 'vitest';
import { secretKindOf } from './secret-names.ts';
import { isSecretValue } from './secret-values.ts';

it.each([
  ['DB_PASSWORD', 'password'],
  ['smtp_pass', 'password'],
  ['mysqlPwd', 'password'],
  ['PASSWORD_2', 'password'],
  ['aws_secret_access_key', 'token'],
  ['SECRET_KEY_BASE', 'token'],
  ['X-API-Key', 'token'],
  ['storage.key', 'token'],
  ['accessToken', 'token'],
  ['SENDGRID_KEY', 'key'],
  ['TOKEN_FILE', null],
  ['token_count', null],
  ['passwordField', null],
  ['TOKENS_PER_MINUTE', null],
  ['next_page_token', null],
  ['pad_token', null],
  ['publicKey', null],
  ['cacheKey', null],
  ['compass', null],
  ['bypass', null],
])('[R2] the last word of %s counts: %s', (name, kind) => {
  expect(secretKindOf(name)).toBe(kind);
});

it.each([
  ['correcthorsebattery', 'password', 'exact', true],
  ['correcthorsebattery', 'password', 'bare', false],
  ['Tr0ub4dor&3x', 'password', 'bare', true],
  ['getToken(user1234)', 'token', 'bare', false],
  ['OAuthIdTokenConfig', 'token', 'bare', false],
  ['your-api-key-here', 'token', 'exact', false],
  ['/run/secrets/token2', 'token', 'exact', false],
  ['db-credentials-v2', 'token', 'quoted', false],
  ['k9x8v7c6b5n4m3', 'token', 'quoted', true],
  ['process.env.API_KEY_2', 'token', 'bare', false],
] as const)('[R2] %s under the name of a %s, %s: %s', (text, kind, strength, isSecret) => {
  expect(isSecretValue(text, kind, strength)).toBe(isSecret);
});
