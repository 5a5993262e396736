import { useSyncExternalStore } from 'react';

/** Which layer of the action table is open. */
export type Layer = 'none' | 'palette' | 'shortcuts' | 'resume';

let layer: Layer = 'none';
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Opens one layer; `none` closes it. */
export function openLayer(next: Layer): void {
  layer = next;
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
