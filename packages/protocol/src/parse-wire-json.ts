import { jsonExcess } from '@orrery/transcript/json-bounds';
import { OrreryError } from './orrery-error.ts';

/** The value of a text that somebody sent, of at most `maxValues` values where that is said. Throws `invalid` for what is not JSON, nested too deeply or of too many values. */
export function parseWireJson(text: string, maxValues?: number): unknown {
  const excess = jsonExcess(text, maxValues);
  if (excess !== null) throw new OrreryError('invalid', `A message is refused: ${excess}.`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OrreryError('invalid', 'A message is not JSON.', { cause });
  }
}
