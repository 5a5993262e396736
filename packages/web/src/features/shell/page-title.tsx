import { countNeedsYou } from '../../state/fleet-counts.ts';
import type { LiveState } from '../../state/live-state.ts';
import { markOf, toneOf } from '../../state/session-status.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { useLive } from '../../state/use-live.tsx';
import { type FaviconColours, type FaviconTone, faviconOf, faviconTones } from './favicon.ts';

/** The colour of what needs a person most. */
function worstTone(state: LiveState): FaviconTone | null {
  const tones = new Set<string>();
  for (const session of shownSessions(state).values()) tones.add(toneOf(markOf(session)));
  return faviconTones.find((tone) => tones.has(tone)) ?? null;
}

/** The icon is drawn outside of the page, where its tokens are not known. */
function coloursOf(tone: FaviconTone): FaviconColours {
  const style = getComputedStyle(document.documentElement);
  return { fill: style.getPropertyValue(`--${tone}-solid`), text: style.getPropertyValue(`--on-${tone}`) };
}

/** Title and icon of the tab: they tell of waits while another tab is looked at. */
export function PageTitle() {
  const needsYou = useLive(countNeedsYou);
  const worst = useLive(worstTone);
  return (
    <>
      <title>{needsYou === 0 ? 'Orrery' : `${needsYou} need${needsYou === 1 ? 's' : ''} you - Orrery`}</title>
      {worst !== null && (
        <link rel="icon" type="image/svg+xml" href={faviconOf(needsYou, worst, coloursOf(worst))} />
      )}
    </>
  );
}
