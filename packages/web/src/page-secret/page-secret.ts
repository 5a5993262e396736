import { PAGE_SECRET_HEADER, type SignedIn } from '@orrery/protocol';
import { readPageValue, removePageValue, writePageValue } from './page-store.ts';

type Kept = Pick<SignedIn, 'pageSecret'> & Partial<SignedIn>;

/** Keeps what a sign-in, or a session that was begun anew, gave to this page. Throws in words where the browser keeps nothing. */
export async function keepSignIn({ pageSecret, browserToken }: Kept): Promise<void> {
  try {
    await writePageValue('secret', pageSecret);
    if (browserToken !== undefined) await writePageValue('browser', browserToken);
    known = pageSecret;
  } catch (cause) {
    throw new Error(
      'This browser keeps nothing for this page, so you cannot stay signed in. Allow site data for this address.',
      { cause },
    );
  }
}

/** Keeps what makes this browser known to the account, before anybody signs in with it. Without it one signs in as a stranger. */
export const keepBrowserToken = (browserToken: string): Promise<void> =>
  writePageValue('browser', browserToken).catch(() => undefined);

/** How long another tab, whose session just got a new secret, may take to write it down. */
const NEW_SECRET_MS = 400;

/** The page's headers now that `refused` did not count: another tab may have signed in, or be about to keep a new secret. */
export async function renewedHeaders(
  refused: Record<string, string>,
): Promise<Record<string, string> | null> {
  const isNew = (headers: Record<string, string>) => JSON.stringify(headers) !== JSON.stringify(refused);
  const now = await pageHeaders(true);
  if (isNew(now)) return now;
  // Whoever had no secret waits for none.
  if (Object.keys(refused).length === 0) return null;
  await new Promise((resolve) => setTimeout(resolve, NEW_SECRET_MS));
  const later = await pageHeaders(true);
  return isNew(later) ? later : null;
}

/** What was read last: a look into the database at every request would delay each. */
let known: string | null = null;

/**
 * The headers that make a request one of the page: without them the cookie counts for nothing. `isFresh` looks again,
 * for another tab may have signed in or out.
 */
export async function pageHeaders(isFresh = false): Promise<Record<string, string>> {
  if (isFresh || known === null) known = await readPageValue('secret');
  return known === null ? {} : { [PAGE_SECRET_HEADER]: known };
}

/** What tells this browser from strangers at the next sign-in; null for one that never signed in. */
export const readBrowserToken = (): Promise<string | null> => readPageValue('browser');

/** After signing out. The browser stays known. */
export async function forgetSignIn(): Promise<void> {
  known = null;
  await removePageValue('secret');
}
