import { DEFAULT_GRANTS, type Grant } from '@orrery/protocol';
import type { HostView } from '../../state/wire-types.ts';

/** What this version does with a grant; one that nothing asks for yet is not told of. */
const SHOWN: readonly Grant[] = ['hooks', 'close'];

/** What the owner of a machine lets this hub do there, in few words, and whether it is the usual. */
export function grantsWords({ allows }: Pick<HostView, 'allows'>): { text: string; isUsual: boolean } {
  const may = SHOWN.filter((grant) => allows.includes(grant));
  const isUsual = SHOWN.every((grant) => DEFAULT_GRANTS.includes(grant) === may.includes(grant));
  if (may.length === 0) return { text: 'Allows nothing: this hub only reads', isUsual };
  const left = SHOWN.filter((grant) => DEFAULT_GRANTS.includes(grant) && !may.includes(grant));
  return { text: `Allows ${may.join(', ')}${left.length === 0 ? '' : `, not ${left.join(', ')}`}`, isUsual };
}
