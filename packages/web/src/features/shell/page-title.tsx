import { countNeedsYou } from '../../state/fleet-counts.ts';
import type { LiveState } from '../../state/live-state.ts';
import { markOf, toneOf } from '../../state/session-status.ts';
import { shownSessions } from '../../state/shown-sessions.ts';
import { useLive } from '../../state/use-live.tsx';

type Worst = 'none' | 'permit' | 'input' | 'danger';

const order: Worst[] = ['permit', 'danger', 'input'];

/** The colour of what needs a person most. */
function worstTone(state: LiveState): Worst {
  const tones = new Set<string>();
  for (const session of shownSessions(state).values()) tones.add(toneOf(markOf(session)));
  return order.find((tone) => tones.has(tone)) ?? 'none';
}

/** Title and icon of the tab: they tell of waits while another tab is looked at. */
export function PageTitle() {
  const needsYou = useLive(countNeedsYou);
  const worst = useLive(worstTone);
  return (
    <>
      <title>{needsYou === 0 ? 'Orrery' : `${needsYou} need${needsYou === 1 ? 's' : ''} you - Orrery`}</title>
      {worst !== 'none' && <link rel="icon" type="image/svg+xml" href={`/favicon-${worst}.svg`} />}
    </>
  );
}
