import type { AgentStatus } from '@orrery/agent';

/** What a person at the console should know of an agent, on one line; empty when all is well. */
export function describeStatus({ degraded, problems, notFollowed }: AgentStatus): string {
  const [first, ...others] = notFollowed;
  const more = others.length === 0 ? '' : ` There is more of this kind: orrery doctor`;
  const links = first === undefined ? [] : [`not read: ${first}${more}`];
  return [...(degraded === '' ? [] : [degraded]), ...problems, ...links].join('; ');
}
