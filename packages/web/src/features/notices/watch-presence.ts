/** Nobody moves, types or looks for this long: nobody is there. */
const UNATTENDED_MS = 60_000;

/** Tells when a person comes back to the page, and since when they were away. Returns the way to stop. */
export function watchPresence(onBack: (awaySince: number, backAt: number) => void): () => void {
  const events = new AbortController();
  const { signal } = events;
  let lastSignAt = Date.now();
  let hiddenAt: number | null = document.hidden ? Date.now() : null;

  const onSign = () => {
    const now = Date.now();
    const awaySince = hiddenAt ?? (now - lastSignAt > UNATTENDED_MS ? lastSignAt : null);
    hiddenAt = null;
    lastSignAt = now;
    if (awaySince !== null) onBack(awaySince, now);
  };
  for (const name of ['pointermove', 'pointerdown', 'keydown'] as const) {
    addEventListener(name, () => document.hidden || onSign(), { signal, passive: true });
  }
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.hidden) hiddenAt ??= Date.now();
      else onSign();
    },
    { signal },
  );
  return () => events.abort();
}
