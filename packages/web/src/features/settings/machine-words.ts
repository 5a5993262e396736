import type { HostHoldings, HostRemoval, WaitingMachine } from '@orrery/protocol';
import { counted } from '../../format/name.ts';

/** What a machine brought. */
function heldWords({ sessions, files }: HostHoldings): string {
  return `${counted(sessions, 'session')} in ${counted(files, 'file')}`;
}

/** Exactly what a removal deletes, and what stays. */
export function removalEffect(withHistory: boolean, held: HostHoldings | undefined): string {
  const what = held === undefined ? 'its sessions' : heldWords(held);
  return withHistory
    ? `Deleted for good: ${what}, with their stored lines, search index, documents and tokens. Totals become smaller. ` +
        'The activity log stays, and Claude’s own files on the machine stay.'
    : `Stays: ${what}. They can be read and found, and say that their machine was removed.`;
}

/** How far a removal is. */
export function removalWords({ withHistory, step, sessionsLeft, filesLeft }: HostRemoval): string {
  if (!withHistory) return step;
  return `${step}, ${counted(sessionsLeft, 'session')} and ${counted(filesLeft, 'file')} left`;
}

/** Whose key a machine shows, and what that can mean. */
export function waitingWords({ knownAs, refused }: WaitingMachine): string {
  const names = knownAs.map(({ name }) => name).join(', ');
  if (refused !== null) return `It uses the key of ${names}. Refused by ${refused.by}.`;
  return `It uses the key of ${names}: a copy, or the same machine with new hardware. Nothing of it is stored.`;
}

const osNames: Readonly<Record<string, string>> = { linux: 'Linux', macos: 'macOS', windows: 'Windows' };

/** What a machine runs, as people write it. */
export function platformOf({ os, arch }: { os: string; arch: string }): string {
  return `${osNames[os] ?? os}, ${arch}`;
}
