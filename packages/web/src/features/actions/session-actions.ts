import { copyText } from '../../ui/copy-text.ts';

/** Address of a session, on the page on which it is looked at; of one message, in the whole conversation. */
export function linkTo(sessionId: string, at: { href: string; uuid: string | null }): string {
  const url = new URL(at.href);
  const isReader = url.pathname.startsWith('/sessions/');
  if (at.uuid !== null || isReader) {
    const message = at.uuid === null ? '' : `#${encodeURIComponent(at.uuid)}`;
    return new URL(`/sessions/${encodeURIComponent(sessionId)}${message}`, url.origin).href;
  }
  const link = new URL('/', url.origin);
  link.searchParams.set('session', sessionId);
  return link.href;
}

/** Copies the address of a session, or of the message of it that has the focus. */
export function copySessionLink(sessionId: string): void {
  const focused = document.activeElement?.closest('[data-testid="conversation-entry"]');
  const uuid = focused?.getAttribute('data-uuid') ?? null;
  const link = linkTo(sessionId, { href: location.href, uuid });
  void copyText(link, uuid === null ? 'Link copied' : 'Link to the message copied');
}
