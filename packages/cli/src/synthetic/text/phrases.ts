import type { Random } from '../random.ts';
import { otherScript } from './other-scripts.ts';
import { ADJECTIVES, FOLDERS, NOUNS, PLAIN, ROLES, VERBS } from './words.ts';

/** Share of sentences that are not English. */
const OTHER_SCRIPTS = 0.02;

const upper = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `readCursorOffset`, `LedgerStore`, `retry_window_ms`: names as they stand in code. */
export function identifier(random: Random): string {
  const kind = random.next();
  const noun = random.pickSkewed(NOUNS);
  if (kind < 0.45)
    return random.pickSkewed(VERBS) + upper(noun) + (random.chance(0.4) ? random.pick(ROLES) : '');
  if (kind < 0.65) return upper(noun) + random.pick(ROLES);
  if (kind < 0.8) return `${noun}_${random.pick(NOUNS)}${random.chance(0.3) ? `_${random.pick(VERBS)}` : ''}`;
  if (kind < 0.9) return noun + upper(random.pick(NOUNS));
  return `${noun}_${random.pick(ADJECTIVES)}`.toUpperCase();
}

/** A name for a function: starts with a verb. */
export function functionName(random: Random): string {
  return (
    random.pickSkewed(VERBS) +
    upper(random.pickSkewed(NOUNS)) +
    (random.chance(0.3) ? random.pick(ROLES) : '')
  );
}

/** `packages/billing/src/retry-window.ts` */
export function filePath(random: Random, extension = 'ts'): string {
  const depth = random.int(1, 3);
  const folders = Array.from({ length: depth }, () => random.pickSkewed(FOLDERS));
  const name = `${random.pickSkewed(NOUNS)}${random.chance(0.6) ? `-${random.pick(NOUNS)}` : ''}`;
  return `${folders.join('/')}/${name}${random.chance(0.2) ? '.test' : ''}.${extension}`;
}

/** One sentence, with names and paths where an engineer would put them. */
export function sentence(random: Random): string {
  if (random.chance(OTHER_SCRIPTS)) return otherScript(random);
  const noun = () => random.pickSkewed(NOUNS);
  const verb = () => random.pickSkewed(VERBS);
  const adjective = () => random.pickSkewed(ADJECTIVES);
  const name = () => `\`${identifier(random)}\``;
  switch (random.int(0, 11)) {
    case 0:
      return `The ${adjective()} ${noun()} is ${random.pick(PLAIN)} ${adjective()}, so ${name()} has to ${verb()} the ${noun()} again.`;
    case 1:
      return `I will ${verb()} ${name()} first and then ${verb()} the ${noun()} in ${filePath(random)}.`;
    case 2:
      return `${upper(noun())} and ${noun()} ${verb()} the ${adjective()} ${noun()} ${random.pick(PLAIN)} the ${noun()} ${noun()} is ${adjective()}.`;
    case 3:
      return `That leaves ${random.int(2, 60)} ${noun()}s with a ${adjective()} ${noun()}; ${name()} should ${verb()} them.`;
    case 4:
      return `When the ${noun()} is ${adjective()}, ${name()} ${random.pick(PLAIN)} tries to ${verb()} a ${noun()} that does not exist.`;
    case 5:
      return `Line ${random.int(3, 900)} of ${filePath(random)} still expects the ${adjective()} ${noun()}.`;
    case 6:
      return `We could ${verb()} the ${noun()} per ${noun()}, ${random.pick(PLAIN)} that costs ${random.int(2, 400)} ms for each ${adjective()} ${noun()}.`;
    case 7:
      return `${upper(random.pick(PLAIN))} the ${noun()} ${noun()} must not ${verb()} before the ${adjective()} ${noun()} is ${adjective()}.`;
    case 8:
      return `The tests pass: ${random.int(4, 300)} ${noun()} checks, ${random.int(0, 9)} skipped, ${(random.next() * 9).toFixed(2)} s.`;
    case 9:
      return `Replace ${name()} by ${name()} and ${verb()} every ${adjective()} ${noun()}.`;
    case 10:
      return `A ${noun()} can only ${verb()} its ${noun()} ${random.pick(PLAIN)}, which is why ${name()} keeps a ${adjective()} ${noun()}.`;
    default:
      return `This makes the ${noun()} ${adjective()} and the ${noun()} ${random.int(2, 90)}% smaller.`;
  }
}
