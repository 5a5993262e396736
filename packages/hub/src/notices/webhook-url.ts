import { isIP } from 'node:net';
import { OrreryError } from '@orrery/protocol';
import { isMetadataAddress } from './address-rules.ts';

/**
 * The URL of a webhook. Private addresses are allowed: administrators point at what runs in their own network. Link-local
 * and metadata addresses never are; those that a name turns out to have are refused when the connection is made.
 * Throws `invalid`.
 */
export function parseWebhookUrl(text: string): URL {
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new OrreryError('invalid', 'A webhook needs an http or https address.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new OrreryError('invalid', 'Leave name and password out of the address; give a secret instead.');
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && isMetadataAddress(host)) {
    throw new OrreryError('invalid', 'The hub does not send to link-local and cloud metadata addresses.');
  }
  return url;
}
