import type { AuditEntry } from '@orrery/protocol';

type Action = AuditEntry['action'];

/** What was done, and what was only tried: what was refused, failed or came too late did not happen. */
const actionWords: Record<Action, { done: string; tried: string }> = {
  approve: { done: 'Approved', tried: 'Tried to approve' },
  deny: { done: 'Denied', tried: 'Tried to deny' },
  close: { done: 'Closed', tried: 'Tried to close' },
  undoClose: { done: 'Took back a close', tried: 'Tried to take back a close' },
  resume: { done: 'Resumed', tried: 'Tried to resume' },
  changeHooks: { done: 'Changed hooks', tried: 'Tried to change hooks' },
  changeSettings: { done: 'Changed settings', tried: 'Tried to change settings' },
  revokeHost: { done: 'Revoked a machine', tried: 'Tried to revoke a machine' },
  removeHost: { done: 'Removed a machine', tried: 'Tried to remove a machine' },
  admitHost: { done: 'Admitted a machine', tried: 'Tried to admit a machine' },
  refuseHost: { done: 'Refused a machine', tried: 'Tried to refuse a machine' },
  renameHost: { done: 'Renamed a machine', tried: 'Tried to rename a machine' },
  setUp: { done: 'Set up this hub', tried: 'Tried to set up this hub' },
  signIn: { done: 'Signed in', tried: 'Tried to sign in' },
  signOut: { done: 'Signed out', tried: 'Tried to sign out' },
  endSessions: { done: 'Signed out everywhere else', tried: 'Tried to sign out everywhere else' },
  changePassword: { done: 'Changed the password', tried: 'Tried to change the password' },
  resetPassword: { done: 'Reset a password', tried: 'Tried to reset a password' },
  join: { done: 'Joined', tried: 'Tried to join' },
  rename: { done: 'Took another name', tried: 'Tried to take another name' },
};

/** Settings that the log names at the beginning of its detail. */
const settingWords: readonly [begin: string, words: { done: string; tried: string }][] = [
  ['API key added: ', { done: 'Made an API key', tried: 'Tried to make an API key' }],
  ['API key revoked: ', { done: 'Revoked an API key', tried: 'Tried to revoke an API key' }],
  ['Join token added: ', { done: 'Made a join token', tried: 'Tried to make a join token' }],
  ['Join token revoked: ', { done: 'Revoked a join token', tried: 'Tried to revoke a join token' }],
  ['Webhook added: ', { done: 'Added a webhook', tried: 'Tried to add a webhook' }],
  ['Webhook changed: ', { done: 'Changed a webhook', tried: 'Tried to change a webhook' }],
  ['Webhook removed: ', { done: 'Removed a webhook', tried: 'Tried to remove a webhook' }],
  ['Alerts: ', { done: 'Changed the alerts', tried: 'Tried to change the alerts' }],
];

/** What somebody did, and what exactly it was about. */
export function actWords(entry: Pick<AuditEntry, 'action' | 'detail' | 'outcome'>): {
  what: string;
  detail: string;
} {
  const { action, detail, outcome } = entry;
  const form = outcome === 'done' ? 'done' : 'tried';
  const setting =
    action === 'changeSettings' ? settingWords.find(([begin]) => detail.startsWith(begin)) : undefined;
  if (setting === undefined) return { what: actionWords[action][form], detail };
  return { what: setting[1][form], detail: detail.slice(setting[0].length) };
}

/** What stands before a name that is not a person's: a name can be chosen, this cannot. Empty for people and the hub. */
export const actorMarks: Record<AuditEntry['actorKind'], string> = {
  person: '',
  apiKey: 'key',
  console: 'console',
  machine: 'machine',
  unknown: 'not proven',
  hub: '',
};

/** Acts on a machine itself: their detail begins with its name. A machine that joins is the actor. */
const namesItsMachine: ReadonlySet<Action> = new Set([
  ...(['revokeHost', 'removeHost', 'admitHost', 'refuseHost', 'renameHost'] as const),
  ...(['join', 'rename'] as const),
]);

/** Where something was done, in words; null where the rest says so. `names` has machines that are gone. */
export function placeOf(
  { action, detail, hostId }: Pick<AuditEntry, 'action' | 'detail' | 'hostId'>,
  name: string | undefined,
  names: ReadonlyMap<string, string>,
): string | null {
  if (hostId === null || (namesItsMachine.has(action) && (detail !== '' || action === 'join'))) return null;
  return name ?? names.get(hostId) ?? 'a machine that was removed';
}

/** Names of machines as the entries recorded them, the newest name of each. */
export function recordedNames(entries: readonly AuditEntry[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const entry of entries) {
    const name = recordedName(entry);
    if (entry.hostId !== null && name !== '' && !names.has(entry.hostId)) names.set(entry.hostId, name);
  }
  return names;
}

function recordedName({ action, actor, actorKind, detail }: AuditEntry): string {
  if (actorKind === 'machine' && (action === 'join' || action === 'rename')) return actor;
  if (action === 'revokeHost') return detail;
  return action === 'removeHost'
    ? (/^(.*?)(?:, with its history: |; its history stays: )/.exec(detail)?.[1] ?? '')
    : '';
}
