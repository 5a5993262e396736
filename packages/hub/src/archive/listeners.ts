/** A set of listeners; each is called in the order of adding. */
export interface Listeners<T> {
  /** Returns the way to stop it. */
  add(listener: (value: T) => void): () => void;
  emit(value: T): void;
}

export function createListeners<T>(): Listeners<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    add(listener) {
      // Wrapped, so that one function given twice is two listeners.
      const own = (value: T) => listener(value);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    emit(value) {
      for (const listener of listeners) listener(value);
    },
  };
}
