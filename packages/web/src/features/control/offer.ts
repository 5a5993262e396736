import { GRANT_WORDS, type Grant, type Role } from '@orrery/protocol';
import type { Connection } from '../../state/live-state.ts';
import { isLive } from '../../state/session-status.ts';
import type { HostView, PermissionRequestView, SessionSummary } from '../../state/wire-types.ts';

/** What decides whether this page can act on a session. */
export interface ControlFacts {
  /** Null until the hub has said who is signed in. */
  role: Role | null;
  connection: Connection['status'];
  host: Pick<HostView, 'name' | 'state' | 'allows' | 'hooks'> | undefined;
}

/** Whether something can be done, and if not, why, in words for a person. */
export type Offer =
  | { isOffered: true }
  /** `isSetup`: hooks on the machine would change it. */
  | { isOffered: false; why: string; isSetup: boolean };

const offered: Offer = { isOffered: true };
const refused = (why: string, isSetup = false): Offer => ({ isOffered: false, why, isSetup });

/** Whether a request of a session can be answered here. `request` is null where the page knows of none; `now` is the hub's clock. */
export function answerOffer(
  facts: ControlFacts,
  request: Pick<PermissionRequestView, 'expiresAt'> | null,
  now: number,
): Offer {
  const common = actOffer(facts, { verb: 'Answer', what: 'answer', grant: 'hooks' });
  if (!common.isOffered) return common;
  const name = facts.host?.name ?? 'its machine';
  if (request === null) return noRequestOffer(facts.host?.hooks.state ?? 'unknown', name);
  if (request.expiresAt !== null && request.expiresAt <= now)
    return refused(`The request has expired. Answer it on ${name}.`);
  return offered;
}

function noRequestOffer(hooks: HostView['hooks']['state'], name: string): Offer {
  switch (hooks) {
    case 'installed':
    case 'partly':
      return refused(`This one did not come through the hooks. Answer it on ${name}.`, hooks === 'partly');
    case 'absent':
      return refused(`Hooks are not installed on ${name}. Answer it there.`, true);
    case 'broken':
      return refused(`The hooks on ${name} do not work. Answer it there.`, true);
    case 'unknown':
      return refused(`Answer it on ${name}.`, true);
  }
}

/** Whether a session can be closed from here. */
export function closeOffer(facts: ControlFacts, session: SessionSummary, isClosing: boolean): Offer {
  if (session.state === 'ended' || session.state === 'crashed') return refused('It has ended already.');
  if (isClosing) return refused('It is being closed.');
  const common = actOffer(facts, { verb: 'Close', what: 'close sessions', grant: 'close' });
  if (!common.isOffered) return common;
  if (!isLive(session) && session.pid === null)
    return refused(`No process of this session is known on ${facts.host?.name ?? 'its machine'}.`);
  return offered;
}

interface Act {
  verb: string;
  what: string;
  grant: Grant;
}

function actOffer({ role, connection, host }: ControlFacts, { verb, what, grant }: Act): Offer {
  if (connection !== 'live') return refused('The hub is out of reach. Wait until the page is live again.');
  if (role === null) return refused('The hub has not said yet who you are.');
  if (role === 'viewer') return refused(`Your role is viewer. Operators and admins can ${what}.`);
  if (host === undefined) return refused('Its machine is not known to the hub.');
  if (host.state === 'unreachable')
    return refused(`${host.name} is unreachable. ${verb} it when it returns.`);
  if (!host.allows.includes(grant)) return refused(notAllowed(host.name, grant));
  return offered;
}

/** What the owner of a machine has not allowed, and how to. */
function notAllowed(name: string, grant: Grant): string {
  return `The owner of ${name} does not let this hub ${GRANT_WORDS[grant]}. To allow it, run there: orrery agent allow ${grant}`;
}

/** Same in all that is seen. */
export function isSameOffer(a: Offer, b: Offer): boolean {
  if (a.isOffered || b.isOffered) return a.isOffered === b.isOffered;
  return a.why === b.why && a.isSetup === b.isSetup;
}

/** Why not, or null where it can be done. */
export function whyNot(offer: Offer): string | null {
  return offer.isOffered ? null : offer.why;
}
