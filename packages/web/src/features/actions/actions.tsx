/** Palette, shortcut sheet and key bindings: all fed by the one action table. */
export function Actions() {
  return null;
}
