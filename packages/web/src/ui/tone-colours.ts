import type { Tone } from '../state/session-status.ts';

/** What is drawn of a session in a line of its own (its burn) has the colour of its state. */
export const toneColours: Record<Tone, string> = {
  permit: 'text-permit',
  input: 'text-input',
  danger: 'text-danger',
  working: 'text-working',
  idle: 'text-idle',
  ended: 'text-ended',
  unreach: 'text-unreach',
};
