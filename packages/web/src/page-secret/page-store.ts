/**
 * A few values in IndexedDB: unlike cookies, only this origin reads it, port included; unlike localStorage, the service
 * worker reads it too (`push/worker-secret.ts`, which shares no code with the page and must use the same names).
 */
const DATABASE = 'orrery';
const STORE = 'page';

type Key = 'secret' | 'browser';

/** Null where nothing is kept, and where the browser keeps nothing at all. */
export async function readPageValue(key: Key): Promise<string | null> {
  try {
    const value: unknown = await inStore('readonly', (store) => store.get(key));
    return typeof value === 'string' ? value : null;
  } catch {
    // Site data is blocked: the hub then says that one must sign in, and signing in says why that does not last.
    return null;
  }
}

/** Keeps a value. Rejects where the browser keeps nothing. */
export async function writePageValue(key: Key, value: string): Promise<void> {
  await inStore('readwrite', (store) => store.put(value, key));
}

/** Forgets a value. */
export async function removePageValue(key: Key): Promise<void> {
  await inStore('readwrite', (store) => store.delete(key));
}

async function inStore<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}
