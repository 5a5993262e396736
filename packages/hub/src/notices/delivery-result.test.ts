import { expect, it } from 'vitest';
import { resultOfAnswer, resultOfError } from './delivery-result.ts';

/** Bytes that only the other side knows. */
const SECRET = 'root:x:0:0';

it('[NT23] words of an answer say its class and nothing else of it', () => {
  const messages = new Map<number, Set<string>>();
  for (let status = 100; status < 600; status += 1) {
    const { message } = resultOfAnswer({ status, retryAfter: SECRET }, 0);
    expect(message).not.toContain(SECRET);
    expect(message).not.toContain(String(status));
    const known = messages.get(Math.floor(status / 100)) ?? new Set();
    messages.set(Math.floor(status / 100), known.add(message));
  }
  // 408 and 429 are tried again, and say so.
  const asked = [...messages].filter(([of]) => of >= 2).map(([of, said]) => [of, said.size]);
  expect(Object.fromEntries(asked)).toEqual({ 2: 1, 3: 1, 4: 2, 5: 1 });
});

it('[NT23] words of a failure come from a list, whatever the error says', () => {
  const codes = ['ECONNREFUSED', 'ENOTFOUND', 'HPE_INVALID_CONSTANT', 'ERR_TLS_CERT_ALTNAME_INVALID', ''];
  for (const code of codes) {
    const { message } = resultOfError(Object.assign(new Error(`cert of ${SECRET}`), { code }));
    expect(message).toMatch(/^It was not reached: [a-z ]+\.$/);
  }
  expect(resultOfError(Object.assign(new Error('x'), { code: 'ADDRESS_REFUSED' })).outcome).toBe('refused');
});
