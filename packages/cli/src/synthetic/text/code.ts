import type { Random } from '../random.ts';
import { filePath, functionName, identifier } from './phrases.ts';
import { ADJECTIVES, NOUNS, VERBS } from './words.ts';

/** Languages of the generated projects. */
export type Language = 'ts' | 'go' | 'py' | 'rs' | 'sql' | 'sh';

type LineMaker = (random: Random) => string;

const noun: LineMaker = (random) => random.pickSkewed(NOUNS);
const message: LineMaker = (random) =>
  `${random.pick(ADJECTIVES)} ${noun(random)} cannot ${random.pick(VERBS)} ${noun(random)}`;

const TYPESCRIPT: readonly LineMaker[] = [
  (r) => `const ${identifier(r)} = await ${functionName(r)}(${noun(r)}, { ${noun(r)}: ${r.int(1, 5000)} });`,
  (r) => `  if (${noun(r)}.${noun(r)} === undefined) throw new Error('${message(r)}');`,
  (r) => `export function ${functionName(r)}(${noun(r)}: ${identifier(r)}): ${identifier(r)} {`,
  (r) => `  useEffect(() => ${functionName(r)}(${noun(r)}), [${noun(r)}, ${noun(r)}]);`,
  (r) => `  return ${noun(r)}.map((${noun(r).slice(0, 4)}) => ${functionName(r)}(${noun(r)}));`,
  (r) => `import { ${functionName(r)}, ${identifier(r)} } from '../${filePath(r)}';`,
  (r) => `  const [${noun(r)}, set${identifier(r)}] = useState<${identifier(r)} | null>(null);`,
  (r) => `  // ${message(r)}`,
  () => '}',
  () => '',
  (r) => `  for (const ${noun(r)} of ${noun(r)}s.filter((item) => item.${noun(r)} > ${r.int(0, 99)})) {`,
  (r) => `test('${message(r)}', async () => {`,
  (r) => `  expect(${functionName(r)}(${r.int(0, 999)})).toEqual({ ${noun(r)}: '${noun(r)}' });`,
  (r) => `  ${noun(r)}?: ${identifier(r)} | undefined;`,
];

const GO: readonly LineMaker[] = [
  (r) => `\t${noun(r)}, err := s.${functionName(r)}(ctx, ${noun(r)})`,
  () => '\tif err != nil {',
  (r) => `\t\treturn nil, fmt.Errorf("${message(r)}: %w", err)`,
  () => '\t}',
  (r) =>
    `func (s *${identifier(r)}) ${identifier(r)}(ctx context.Context, ${noun(r)} string) (*${identifier(r)}, error) {`,
  (r) => `\tdefer s.${noun(r)}.Unlock()`,
  (r) => `\tlog.Printf("${message(r)} n=%d", len(${noun(r)}))`,
  () => '}',
  () => '',
  (r) => `// ${identifier(r)} is ${message(r)}.`,
];

const PYTHON: readonly LineMaker[] = [
  (r) =>
    `def ${noun(r)}_${r.pick(VERBS)}(self, ${noun(r)}: ${identifier(r)}, limit: int = ${r.int(1, 500)}) -> list[str]:`,
  (r) => `    with self.${noun(r)}.${r.pick(VERBS)}() as ${noun(r)}:`,
  (r) => `        raise ${identifier(r)}(f"${message(r)}: {${noun(r)}!r}")`,
  (r) => `    return [${noun(r)} for ${noun(r)} in ${noun(r)}s if ${noun(r)}.${noun(r)} is not None]`,
  (r) => `from ${noun(r)}.${noun(r)} import ${identifier(r)}`,
  (r) => `    """${message(r)}."""`,
  () => '',
  (r) => `    assert ${noun(r)}_${r.pick(VERBS)}(${r.int(0, 99)}) == "${noun(r)}"`,
];

const RUST: readonly LineMaker[] = [
  (r) => `    let mut ${noun(r)} = ${identifier(r)}::with_capacity(${r.int(1, 4096)});`,
  (r) =>
    `pub fn ${noun(r)}_${r.pick(VERBS)}(&mut self, ${noun(r)}: &[u8]) -> Result<${identifier(r)}, ${noun(r)}::Error> {`,
  (r) => `    self.${noun(r)}.${r.pick(VERBS)}(&${noun(r)})?;`,
  (r) => `    #[error("${message(r)}")]`,
  (r) => `        Some(${noun(r)}) if ${noun(r)}.len() > ${r.int(1, 64)} => ${noun(r)}.${r.pick(VERBS)}(),`,
  () => '    }',
  () => '',
];

const SQL: readonly LineMaker[] = [
  (r) => `SELECT ${noun(r)}_id, count(*) FROM ${noun(r)}s WHERE ${noun(r)} > ${r.int(1, 9999)} GROUP BY 1;`,
  (r) => `ALTER TABLE ${noun(r)}s ADD COLUMN ${noun(r)}_${noun(r)} text NOT NULL DEFAULT '';`,
  (r) => `CREATE INDEX ${noun(r)}_${noun(r)}_idx ON ${noun(r)}s (${noun(r)}_id, ${noun(r)} DESC);`,
  (r) => `  LEFT JOIN ${noun(r)}s USING (${noun(r)}_id)`,
];

const SHELL: readonly LineMaker[] = [
  (r) => `pnpm --filter ${noun(r)}-${noun(r)} run ${r.pick(VERBS)} --${noun(r)}=${r.int(1, 64)}`,
  (r) => `git log --oneline -n ${r.int(2, 40)} -- ${filePath(r)}`,
  (r) => `curl -sf http://localhost:${r.int(3000, 9999)}/${noun(r)}/${r.int(1, 9999)} | jq .${noun(r)}`,
  (r) => `for ${noun(r).slice(0, 1)} in ${noun(r)}-*; do ${r.pick(VERBS)} "$${noun(r).slice(0, 1)}"; done`,
];

const MAKERS: Record<Language, readonly LineMaker[]> = {
  ts: TYPESCRIPT,
  go: GO,
  py: PYTHON,
  rs: RUST,
  sql: SQL,
  sh: SHELL,
};

/** One line of code. Blocks are not balanced: what matters is that it reads and indexes like code. */
export function codeLine(random: Random, language: Language): string {
  return random.pick(MAKERS[language])(random);
}

/** One line of what tools print: builds, tests, listings, server logs. */
export function logLine(random: Random): string {
  const path = () => filePath(random, random.pick(['ts', 'go', 'py', 'rs', 'json', 'md']));
  const hash = () => random.uint32().toString(16).padStart(8, '0');
  switch (random.int(0, 8)) {
    case 0:
      return `${path()}:${random.int(1, 999)}:${random.int(1, 90)} - error TS${random.int(1000, 7999)}: ${message(random)}`;
    case 1:
      return ` ✓ ${path()} > ${message(random)} ${random.int(1, 900)}ms`;
    case 2:
      return `2026-${random.int(10, 12)}-${random.int(10, 28)}T${random.int(10, 23)}:${random.int(10, 59)}:${random.int(10, 59)}.${random.int(100, 999)}Z level=${random.pick(['info', 'warn', 'debug', 'error'])} ${noun(random)}=${hash()} msg="${message(random)}" took=${random.int(1, 5000)}ms`;
    case 3:
      return `-rw-r--r-- 1 dev dev ${String(random.int(100, 999_999)).padStart(7)} Nov ${random.int(10, 28)} ${random.int(10, 23)}:${random.int(10, 59)} ${path()}`;
    case 4:
      return `${hash().slice(0, 7)} ${random.pick(VERBS)} ${noun(random)} in ${functionName(random)}()`;
    case 5:
      return `${path()}:${random.int(1, 900)}:${codeLine(random, 'ts').trimStart()}`;
    case 6:
      return `    at ${functionName(random)} (${path()}:${random.int(1, 900)}:${random.int(1, 80)})`;
    case 7:
      return `{"${noun(random)}":"${hash()}","${noun(random)}":${random.int(0, 99_999)},"${noun(random)}":{"${noun(random)}":"${message(random)}"}}`;
    default:
      return `warning: ${message(random)} [${random.pick(NOUNS)}-${random.pick(NOUNS)}]`;
  }
}
