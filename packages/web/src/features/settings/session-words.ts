/** How many other sessions ended, as a sentence. */
export function endedWords(ended: number): string {
  if (ended === 0) return 'You were signed in nowhere else.';
  return ended === 1 ? '1 other session was ended.' : `${ended} other sessions were ended.`;
}
