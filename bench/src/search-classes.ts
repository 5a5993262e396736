import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Queries of one kind. */
export interface SearchClass {
  name: string;
  queries: string[];
}

const PER_CLASS = 12;

/** Queries that a person might type, drawn from the corpus itself, so that most of them have hits. */
export function drawSearches(claudeDir: string): SearchClass[] {
  const text = sampleText(claudeDir);
  const draw = (pattern: RegExp, map: (found: string) => string = (found) => found): string[] => {
    const all = [...new Set([...text.matchAll(pattern)].map(([found]) => map(found)))];
    const step = Math.max(1, Math.floor(all.length / PER_CLASS));
    return all.filter((_, index) => index % step === 0).slice(0, PER_CLASS);
  };
  return [
    { name: 'word', queries: draw(/\b[a-z]{6,10}\b/g) },
    { name: 'phrase', queries: draw(/\b[a-z]{4,9} [a-z]{4,9} [a-z]{3,9}\b/g, (found) => `"${found}"`) },
    {
      name: 'substring',
      queries: [
        'Effect(',
        'err != nil',
        ...draw(/\b[a-z]{4,7}[A-Z][a-z]{4,8}[A-Z]\w+/g, (name) => name.slice(3, -2)),
      ].slice(0, PER_CLASS),
    },
    { name: 'CJK', queries: draw(/[\u4e00-\u9fff]{2,3}|[\u3040-\u30ff]{2,3}|[\uac00-\ud7a3]{2}/gu) },
    { name: 'path', queries: draw(/\b[a-z]+\/[a-z]+\/[a-z-]+\.(?:ts|go|py|rs)\b/g) },
    {
      name: 'absent',
      queries: Array.from({ length: PER_CLASS }, (_, index) => `zq${index}xvw-nowhere-${index * 7919}`),
    },
  ];
}

/** A few megabytes from all over the corpus. */
function sampleText(claudeDir: string): string {
  const files = readdirSync(join(claudeDir, 'projects'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.jsonl'))
    .sort();
  const step = Math.max(1, Math.floor(files.length / 24));
  return (
    files
      .filter((_, index) => index % step === 0)
      .map((path) => readFileSync(join(claudeDir, 'projects', path), 'utf8').slice(0, 120_000))
      .join('\n')
      // Text as it is searched: without the JSON escapes around it.
      .replaceAll(/\\[nt]/g, ' ')
  );
}
