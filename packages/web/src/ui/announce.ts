type Urgency = 'polite' | 'assertive';

let texts: Readonly<Record<Urgency, string>> = { polite: '', assertive: '' };
const listeners = new Set<() => void>();

/** Reads a sentence out. `assertive` only for what a person must know now. */
export function announce(text: string, urgency: Urgency = 'polite'): void {
  // The same words again are news again: a reader only hears what changes.
  texts = { ...texts, [urgency]: texts[urgency] === text ? `${text}\u00a0` : text };
  for (const listener of [...listeners]) listener();
}

/** What is being read out. */
export const announcedTexts = (): typeof texts => texts;

/** Tells of each announcement. */
export function subscribeAnnounced(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
