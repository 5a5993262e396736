import type { Random } from './random.ts';
import type { Language } from './text/code.ts';
import type { PhraseBook } from './text/phrase-book.ts';
import { filePath } from './text/phrases.ts';

/** A repository that sessions work in: its files are read again and again, as in life. */
export interface Project {
  name: string;
  language: Language;
  /** Below the project's folder, with `/`. */
  files: { path: string; content: string }[];
}

const NAMES: readonly (readonly [string, Language])[] = [
  ['payments-api', 'ts'],
  ['storefront', 'ts'],
  ['ledger', 'go'],
  ['asset-pipeline', 'rs'],
  ['admin-console', 'ts'],
  ['infra', 'sh'],
  ['jobs', 'go'],
  ['field-sensors', 'py'],
  ['forecasting', 'py'],
  ['mobile-kit', 'ts'],
  ['docs-site', 'ts'],
  ['warehouse-sync', 'go'],
  ['image-proxy', 'rs'],
  ['reports', 'sql'],
  ['edge-router', 'rs'],
  ['notebooks', 'py'],
];

/** Projects with `filesEach` files; a file has a log-normal size, as in real repositories. */
export function createProjects(random: Random, book: PhraseBook, filesEach: number): Project[] {
  return NAMES.map(([name, language]) => ({
    name,
    language,
    files: Array.from({ length: filesEach }, () => ({
      path: filePath(random, language),
      content: book.code(random, language, Math.min(24_000, random.around(2_400, 0.9))),
    })),
  }));
}
