import { OrreryError } from '@orrery/protocol';
import { describe, expect, it } from 'vitest';
import { describeSocketFailure, unprovenFailure } from './link-failures.ts';

const url = 'http://127.0.0.1:4680';
const failed = (message: string, code?: string): Error => Object.assign(new Error(message), code && { code });

describe('what is said of a link that does not come up', () => {
  it.each([
    [failed('Unexpected server response: 302'), /names another address.*--hub URL/],
    [failed('Unexpected server response: 401'), /let it pass \/agent/],
    [failed('Unexpected server response: 502'), /Start the hub/],
    [failed('Max payload size exceeded', 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'), /sent more at once/],
    [
      failed('Invalid WebSocket frame: RSV1 must be clear', 'WS_ERR_UNEXPECTED_RSV_1'),
      /let it pass \/agent untouched/,
    ],
    [failed('Parse Error: Expected HTTP/', 'HPE_INVALID_CONSTANT'), /does not speak HTTP/],
    [failed('self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT'), /no certificate/],
  ])('[K22] %s: whoever answers, and what to do', (cause, words) => {
    const { message } = describeSocketFailure(cause, url, false);
    expect(message).toMatch(/^Whoever answers at http:\/\/127\.0\.0\.1:4680 /);
    expect(message).toMatch(words);
    expect(message).not.toContain(cause.message);
  });

  it.each([
    [failed('connect ECONNREFUSED 127.0.0.1:4680', 'ECONNREFUSED'), /^Nothing listens at .* Start the hub/],
    [failed('getaddrinfo ENOTFOUND x', 'ENOTFOUND'), /is not known\. Correct the address/],
    [failed('odd', 'EODD'), /cannot be reached \(EODD\)/],
  ])('[K22] %s: nobody answers', (cause, words) => {
    expect(describeSocketFailure(cause, url, false).message).toMatch(words);
  });

  it('[K22] calls the hub so once it has proved itself', () => {
    const cause = failed('Max payload size exceeded', 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH');
    expect(describeSocketFailure(cause, url, true).message).toMatch(/^The hub sent more at once/);
  });

  it('[K22] whatever else goes wrong before the proof is said of whoever answers', () => {
    const odd = unprovenFailure(
      new OrreryError('joinRefused', 'A welcome message does not belong here.'),
      url,
    );
    expect(odd).toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/^Whoever answers at /),
    });
    const kept = new OrreryError('hubKeyMismatch', `Whoever answers at ${url} is not it.`);
    expect(unprovenFailure(kept, url)).toBe(kept);
  });
});
