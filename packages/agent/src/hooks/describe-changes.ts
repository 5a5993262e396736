import type { CommandOutcome } from '../control/command-dispatcher.ts';
import type { HookChange } from './installer.ts';

/** What an installation did, in one answer for a person who is not at the machine. */
export function describeChanges(changes: readonly HookChange[]): CommandOutcome {
  if (changes.length === 0) {
    return {
      outcome: 'refused',
      message: 'There is no Claude folder on this machine yet. Nothing was changed.',
    };
  }
  const failures = changes.filter(({ outcome }) => outcome === 'refused').length;
  const message = changes
    .flatMap(({ message, warnings }) => [message, ...warnings])
    .join('\n')
    .replaceAll('install with --force', 'run there: orrery agent hooks install --force');
  if (failures === 0) return { outcome: 'done', message };
  return { outcome: failures === changes.length ? 'refused' : 'failed', message };
}
