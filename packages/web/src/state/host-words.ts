import type { HostView } from './wire-types.ts';

/** In place of a machine's name, for sessions whose machine is on no list any more. */
export const REMOVED_MACHINE = 'removed machine';

/** It should be there and is not; a revoked one is out on purpose. */
export function isLost({ state, revoked }: HostView): boolean {
  return state === 'unreachable' && revoked === null;
}
