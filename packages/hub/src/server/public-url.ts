import { OrreryError } from '@orrery/protocol';

/** The address under which people reach the hub, without a slash at its end. Throws `invalid`. */
export function parsePublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain = url !== null && url.username === '' && url.search === '' && url.hash === '';
  if (isPlain && (url.protocol === 'https:' || url.protocol === 'http:')) return url.href.replace(/\/+$/, '');
  throw new OrreryError(
    'invalid',
    'The public address must be a plain http or https URL, such as https://orrery.example.com.',
  );
}
