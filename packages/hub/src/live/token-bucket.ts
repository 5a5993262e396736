/** True as long as no more than `burst` at once and `perSecond` over time are taken. */
export function createTokenBucket(
  { perSecond, burst }: { perSecond: number; burst: number },
  now: () => number,
): () => boolean {
  let tokens = burst;
  let filledAt = now();
  return () => {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * perSecond);
    filledAt = at;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
