import type { BrowserContext } from 'playwright-core';

/** What a page of the hub sends with its requests beside the cookie, for requests that a test makes in its place. */
export async function pageHeaders(context: BrowserContext, url: string): Promise<Record<string, string>> {
  const page = await context.newPage();
  // Any file of this origin will do: the secret is kept per origin, and no page of ours need run.
  await page.goto(`${url}/api/health`);
  const secret = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const opening = indexedDB.open('orrery', 1);
        // Nothing was ever kept here; a database made by this look must not stay.
        opening.onupgradeneeded = () => opening.transaction?.abort();
        opening.onerror = () => resolve('');
        opening.onsuccess = () => {
          const database = opening.result;
          const reading = database.transaction('page').objectStore('page').get('secret');
          reading.onsuccess = () => {
            database.close();
            resolve(String(reading.result ?? ''));
          };
        };
      }),
  );
  await page.close();
  return { origin: new URL(url).origin, 'x-orrery-page': secret };
}
