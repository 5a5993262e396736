import { ALL_GRANTS, GRANT_WORDS } from '@orrery/protocol';
import type { HostView } from '../../state/wire-types.ts';

/** What the owner of a machine lets this hub do there, as one line of its row. */
export function grantsWords({ allows }: Pick<HostView, 'allows'>): string {
  const named = (isAllowed: boolean) =>
    ALL_GRANTS.filter((grant) => allows.includes(grant) === isAllowed).map((grant) => GRANT_WORDS[grant]);
  const [may, mayNot] = [named(true), named(false)];
  if (may.length === 0) return 'Its owner lets this hub only read.';
  const rest = mayNot.length === 0 ? '' : ` Not: ${mayNot.join(', ')}.`;
  return `Its owner lets this hub ${may.join(', ')}.${rest}`;
}
