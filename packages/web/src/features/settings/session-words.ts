/** What ended elsewhere, in sentences. */
export function endedWords({ ended, untold }: { ended: number; untold: number }): string {
  const sessions =
    ended === 0
      ? 'You were signed in nowhere else.'
      : ended === 1
        ? '1 other session was ended.'
        : `${ended} other sessions were ended.`;
  if (untold === 0) return sessions;
  const browsers = untold === 1 ? '1 other browser gets' : `${untold} other browsers get`;
  return `${sessions} ${browsers} no more notifications; turn them on there again.`;
}
