import * as z from '../bounded.ts';

/**
 * Header of every request that counts on the session cookie. Browsers send a cookie to every port of a host name; what
 * stands in this header only pages of the hub's own origin can read.
 */
export const PAGE_SECRET_HEADER = 'x-orrery-page';

/** The one subprotocol of `/live` that is ever chosen. */
export const LIVE_PROTOCOL = 'orrery.live';

/** A page offers its ticket beside `LIVE_PROTOCOL`, behind this: a browser can set no header on a socket. */
export const TICKET_PROTOCOL_PREFIX = 'orrery.ticket.';

const secretSchema = z.text(256).regex(/^[\w.-]{16,256}$/);

/** What a page keeps of a sign-in, where only its own origin can read it. */
export const signedInSchema = z.object({
  /** Goes into `PAGE_SECRET_HEADER` with every request of this session. */
  pageSecret: secretSchema,
  /** Shown at the next sign-in: failures of strangers then do not slow this browser down. Outlives the session. */
  browserToken: secretSchema,
});

export type SignedIn = z.infer<typeof signedInSchema>;

/** Answer to `POST /api/live-ticket`: opens one `/live` socket of the same session, once and soon. */
export const liveTicketSchema = z.object({ ticket: secretSchema, expiresInMs: z.whole(1, 3_600_000) });

/** Words for whoever comes with a session cookie alone; the sign-in page repeats them. */
export const SIGN_IN_AGAIN =
  'Sign in again on this page: a session counts only at the address where it was begun, and older ones no longer do.';
