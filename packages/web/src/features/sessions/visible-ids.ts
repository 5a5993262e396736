let ids: readonly string[] = [];

/** Told by the list what it draws, in order: keys that move the selection follow it. */
export function setVisibleIds(next: readonly string[]): void {
  ids = next;
}

/** Sessions of the list in the order they are drawn. */
export function visibleIds(): readonly string[] {
  return ids;
}
