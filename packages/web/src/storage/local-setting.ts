import { useSyncExternalStore } from 'react';
import type { z } from 'zod';

/** One value that this browser remembers. What is stored is untrusted: it goes through the schema. */
export interface LocalSetting<T> {
  read(): T;
  write(value: T): void;
  subscribe(listener: () => void): () => void;
}

/** A remembered value under `orrery.<name>`. Without storage (blocked, private) it lives as long as the page. */
export function createLocalSetting<T>(
  name: string,
  schema: z.ZodType<T>,
  fallback: T,
  storage: Pick<Storage, 'getItem' | 'setItem'> | null = openStorage(),
): LocalSetting<T> {
  const key = `orrery.${name}`;
  const listeners = new Set<() => void>();
  let value = load();

  function load(): T {
    const text = storage?.getItem(key) ?? null;
    if (text === null) return fallback;
    const parsed = schema.safeParse(parseJson(text));
    return parsed.success ? parsed.data : fallback;
  }

  return {
    read: () => value,
    write(next) {
      value = next;
      try {
        storage?.setItem(key, JSON.stringify(next));
      } catch {
        // Full or blocked: the value still holds for this page.
      }
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Reads a remembered value and follows it. */
export function useLocalSetting<T>(setting: LocalSetting<T>): [T, (value: T) => void] {
  return [useSyncExternalStore(setting.subscribe, setting.read, setting.read), setting.write];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function openStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}
