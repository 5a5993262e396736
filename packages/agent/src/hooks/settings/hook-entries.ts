/** Where a client sends its hooks: the receiver of one agent. */
export interface HookTarget {
  /** Random, per state folder: tells this agent's entries from those of another one, whatever the ports are. */
  id: string;
  port: number;
  token: string;
}

/**
 * The hooks that give decisions, state and expiry, and no more. Each one has been known to clients since http hooks are:
 * before 2.1.120 or so a client that meets the name of an unknown event skips the WHOLE settings file, permission rules
 * included, and a newer one asks about it at every start. A new name here needs the same check.
 */
export const HOOK_EVENTS = [
  'PermissionRequest',
  'UserPromptSubmit',
  'PostToolUse',
  'PostToolUseFailure',
  'Stop',
  'SessionEnd',
  'Notification',
] as const;

export type HookEvent = (typeof HOOK_EVENTS)[number];

/** First client that knows http hooks and every event above. Those before 2.1.62 skip the whole settings file. */
export const OLDEST_CLIENT = '2.1.63';

/** A person may need a night to answer. The client's own default, ten minutes, would drop the request. */
export const PERMISSION_TIMEOUT_S = 86_400;

/** These are answered at once; a receiver that hangs must not hold a tool call longer than this. */
const REPORT_TIMEOUT_S = 5;

/** Events that the client filters by tool; it ignores a matcher on the others. */
const WITH_MATCHER: ReadonlySet<HookEvent> = new Set([
  'PermissionRequest',
  'PostToolUse',
  'PostToolUseFailure',
]);

/** Path of the receiver. */
export function hookPath(id: string): string {
  return `/orrery/${id}/hook`;
}

/** What is added to the list of one event. */
export function hookEntry(event: HookEvent, target: HookTarget): Record<string, unknown> {
  const handler = {
    type: 'http',
    url: hookUrl(target),
    timeout: event === 'PermissionRequest' ? PERMISSION_TIMEOUT_S : REPORT_TIMEOUT_S,
    headers: { Authorization: `Bearer ${target.token}` },
  };
  return { ...(WITH_MATCHER.has(event) && { matcher: '*' }), hooks: [handler] };
}

/** The receiver's address. */
export function hookUrl({ id, port }: Pick<HookTarget, 'id' | 'port'>): string {
  return `http://127.0.0.1:${port}${hookPath(id)}`;
}

/** What becomes of entries whose agent is gone is for a person to say. */
export function describeOthers(path: string): string {
  return `${path} holds hooks of another Orrery agent of this account. If that agent is gone, take them out: orrery agent hooks uninstall --all`;
}

/** Whose a handler of the settings is: this agent's, another Orrery agent's, or not ours. */
export function ownerOf(handler: unknown, id: string): 'own' | 'other' | 'foreign' {
  if (typeof handler !== 'object' || handler === null || !('url' in handler)) return 'foreign';
  const { url } = handler;
  if (typeof url !== 'string' || !URL.canParse(url)) return 'foreign';
  const { hostname, pathname } = new URL(url);
  const found = /^\/orrery\/([A-Za-z0-9_-]+)\/hook$/.exec(pathname);
  if (hostname !== '127.0.0.1' || found === null) return 'foreign';
  return found[1] === id ? 'own' : 'other';
}
