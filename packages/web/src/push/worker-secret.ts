/**
 * The header that makes a request of the worker one of the page. The same names as in `page-secret/page-store.ts`, which
 * the worker cannot import: it shares no code with the page.
 */
export async function workerHeaders(): Promise<Record<string, string>> {
  const secret = await readSecret();
  return secret === null ? {} : { 'x-orrery-page': secret };
}

/** Null where nobody is signed in, and where the browser keeps nothing. */
function readSecret(): Promise<string | null> {
  return new Promise((resolve) => {
    const opening = indexedDB.open('orrery', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('page');
    opening.onerror = () => resolve(null);
    opening.onsuccess = () => {
      const database = opening.result;
      const transaction = database.transaction('page', 'readonly');
      const reading = transaction.objectStore('page').get('secret');
      transaction.oncomplete = () => {
        database.close();
        resolve(typeof reading.result === 'string' ? reading.result : null);
      };
      transaction.onabort = () => {
        database.close();
        resolve(null);
      };
    };
  });
}
