import { copyText } from '../../ui/copy-text.ts';

/** Copies the address of a session on the Operations page. */
export function copySessionLink(sessionId: string): void {
  const url = new URL('/', location.href);
  url.searchParams.set('session', sessionId);
  void copyText(url.href, 'Link copied');
}
