import { PAGE_SECRET_HEADER, type SignedIn } from '@orrery/protocol';
import { readPageValue, removePageValue, writePageValue } from './page-store.ts';

/** Keeps what a sign-in gave to this page. Throws in words where the browser keeps nothing. */
export async function keepSignIn({ pageSecret, browserToken }: SignedIn): Promise<void> {
  try {
    await writePageValue('secret', pageSecret);
    await writePageValue('browser', browserToken);
  } catch (cause) {
    throw new Error(
      'This browser keeps nothing for this page, so you cannot stay signed in. Allow site data for this address.',
      { cause },
    );
  }
}

/** The headers that make a request one of the page: without them the cookie counts for nothing. */
export async function pageHeaders(): Promise<Record<string, string>> {
  const secret = await readPageValue('secret');
  return secret === null ? {} : { [PAGE_SECRET_HEADER]: secret };
}

/** What tells this browser from strangers at the next sign-in; null for one that never signed in. */
export const readBrowserToken = (): Promise<string | null> => readPageValue('browser');

/** After signing out. The browser stays known. */
export const forgetSignIn = (): Promise<void> => removePageValue('secret');
