import { useSyncExternalStore } from 'react';

/** Which layer of the action table is open. */
export type Layer = 'none' | 'palette' | 'shortcuts' | 'resume';

let layer: Layer = 'none';
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let typedAhead = '';

/** Keeps a letter that was typed before the palette could take it. */
export function typeAhead(letter: string): void {
  typedAhead += letter;
}

/** What was typed before the palette was there, once. */
export function takeTypedAhead(): string {
  const text = typedAhead;
  typedAhead = '';
  return text;
}

/** Opens one layer; `none` closes it. */
export function openLayer(next: Layer): void {
  layer = next;
  typedAhead = '';
  for (const listener of [...listeners]) listener();
}

/** Opens the command palette. */
export const openPalette = (): void => openLayer('palette');

/** The open layer now, for places that do not draw. */
export const openedLayer = (): Layer => layer;

/** The open layer. */
export function useLayer(): Layer {
  return useSyncExternalStore(subscribe, () => layer);
}
