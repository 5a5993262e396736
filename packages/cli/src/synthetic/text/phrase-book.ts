import type { Random } from '../random.ts';
import { codeLine, type Language, logLine } from './code.ts';
import { identifier, sentence } from './phrases.ts';

/**
 * Text made once and drawn from many times. Composing every word afresh would be several times slower than a disk
 * writes; drawing runs of ready lines, with new names and numbers between, compresses and indexes like real text.
 */
export interface PhraseBook {
  /** Paragraphs of about `chars` characters. */
  prose(random: Random, chars: number): string;
  code(random: Random, language: Language, chars: number): string;
  log(random: Random, chars: number): string;
  sentence(random: Random): string;
  line(random: Random, language: Language): string;
}

const LANGUAGES: readonly Language[] = ['ts', 'go', 'py', 'rs', 'sql', 'sh'];

/** A drawn run is this long at most, so that two texts seldom share more than a few lines. */
const LONGEST_RUN = 5;

/** Makes a book with `size` sentences and as many lines of logs and of each language. */
export function createPhraseBook(random: Random, size: number): PhraseBook {
  const fill = (make: () => string, count: number): string[] => Array.from({ length: count }, make);
  const sentences = fill(() => sentence(random), size);
  const logs = fill(() => logLine(random), size);
  const code = Object.fromEntries(
    LANGUAGES.map((language) => [language, fill(() => codeLine(random, language), Math.ceil(size / 2))]),
  ) as Record<Language, string[]>;

  const draw = (from: Random, pool: readonly string[], chars: number, glue: string): string => {
    let text = '';
    while (text.length < chars) {
      const run = from.int(1, LONGEST_RUN);
      const start = from.int(0, Math.max(0, pool.length - run));
      for (let index = start; index < start + run && text.length < chars; index += 1) {
        text += (pool[index] ?? '') + glue;
      }
    }
    return text;
  };
  return {
    prose: (from, chars) => {
      let text = '';
      while (text.length < chars) {
        const paragraph = draw(
          from,
          sentences,
          Math.min(chars - text.length, from.int(120, 600)),
          ' ',
        ).trimEnd();
        const mark = from.chance(0.25) ? `\n\n- \`${identifier(from)}\`: ${from.pick(sentences)}` : '';
        text += `${text === '' ? '' : '\n\n'}${paragraph}${mark}`;
      }
      return text;
    },
    code: (from, language, chars) => draw(from, code[language], chars, '\n'),
    log: (from, chars) =>
      `${draw(from, logs, chars, '\n')}exit ${from.int(0, 255)} in ${from.int(1, 9_999)}ms`,
    sentence: (from) => from.pick(sentences),
    line: (from, language) => from.pick(code[language]),
  };
}
