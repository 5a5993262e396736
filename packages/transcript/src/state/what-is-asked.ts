import type { WaitingFor } from './session-state-input.ts';

/** Who waits for what, for people: "test-runner asks to run Bash". */
export function whatIsAsked(
  waiting: Pick<WaitingFor, 'kind' | 'reported' | 'tool'>,
  asker = 'Claude',
): string {
  switch (waiting.kind) {
    case 'permission':
      return waiting.tool === null ? `${asker} asks for permission` : `${asker} asks to run ${waiting.tool}`;
    case 'question':
      return `${asker} asks a question`;
    case 'plan':
      return `${asker} asks to approve a plan`;
    case 'other':
      return waiting.reported === '' ? `${asker} waits for a person` : `${asker} waits: ${waiting.reported}`;
  }
}
