import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import { skip, VALUE_BYTES } from './byte-class.ts';
import { isPlaceholder } from './secret-values.ts';
import type { Span } from './span.ts';

/** The part of a secretlint rule that is used here. */
interface SecretlintRule {
  meta: { id: string };
  create(context: RuleContext, options: Record<string, unknown>): { file?(source: RuleSource): unknown };
}

interface RuleContext {
  createTranslator(messages: unknown): (id: string) => { messageId: string; message: string };
  report(found: { range: [number, number] }): void;
}

interface RuleSource {
  content: string;
  contentType: 'text';
  filePath: string;
}

/**
 * Bytes that announce what each rule of the preset looks for; none, with the reason, where own rules do its work. A
 * rule of a later preset that is missing here fails a test, so an upgrade cannot add a rule that never runs.
 */
export const maintainedKeywords: Readonly<Record<string, readonly string[]>> = {
  aws: ['ACCESS_KEY', 'access_key', 'AccessKey', 'accessKey'],
  // Looks at whole key files only.
  gcp: [],
  npm: ['npm_', '_authToken='],
  slack: ['xoxb-', 'xoxp-', 'xapp-', 'xoxa-', 'xoxo-', 'xoxr-', 'slack.com/services/'],
  // Own rule for every scheme: only the password is taken out of the address.
  basicauth: [],
  'database-connection-string': [],
  openai: ['T3BlbkFJ', 'sk-proj-', 'sk-svcacct-', 'sk-admin-'],
  anthropic: ['sk-ant-'],
  groq: ['gsk_'],
  huggingface: ['hf_'],
  linear: ['lin_api_'],
  notion: ['ntn_'],
  // Own rule: it must know escaped line ends, and keep them.
  privatekey: [],
  sendgrid: ['SG.'],
  shopify: ['shppa_', 'shpca_', 'shpat_', 'shpss_'],
  github: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
  gitlab: ['glpat-'],
  grafana: ['glsa_'],
  '1password': ['ops_eyJ'],
  'hashicorp-vault': ['hvs.', 'hvb.', 'hvr.'],
  vercel: ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'],
  databricks: ['dapi'],
  docker: ['dckr_pat_'],
  figma: ['figd_'],
  // Switches other rules off by comments: the last thing that is wanted here.
  'filter-comments': [],
};

const PREFIX = '@secretlint/secretlint-rule-';
const BEFORE_BYTES = 160;
const AFTER_BYTES = 1_500;

/** Names of the rules that the installed preset has. */
export const maintainedRuleNames: string[] = installedRules().map(({ meta }) => meta.id.replace(PREFIX, ''));

/** How far each rule has read a text already, by its name. */
export type ReadTo = Map<string, number>;

/** Runs one rule of the preset around one place, unless that was read with the place before. */
export type MaintainedRule = (bytes: Buffer, position: number, readTo: ReadTo) => Span[];

/** A rule of the preset by name, ready to run. */
export function createMaintainedRule(name: string): MaintainedRule {
  const found: [number, number][] = [];
  const context: RuleContext = {
    createTranslator: () => (id) => ({ messageId: id, message: id }),
    report: ({ range }) => found.push(range),
  };
  const rule = installedRules().find(({ meta }) => meta.id === PREFIX + name);
  const check = rule?.create(context, {});
  return (bytes, position, readTo) => {
    if (position < (readTo.get(name) ?? 0)) return [];
    // Looked for in the window only: the line may be long, and a keyword stand in it often.
    const windowStart = Math.max(0, position - BEFORE_BYTES);
    const start = windowStart + bytes.subarray(windowStart, position + 1).lastIndexOf(10) + 1;
    const content = readable(bytes.toString('latin1', start, position + AFTER_BYTES));
    // A secret that begins in the second half may not have been read to its end.
    readTo.set(name, Math.min(position + AFTER_BYTES / 2, start + content.length));
    found.length = 0;
    check?.file?.({ content, contentType: 'text', filePath: 'line.jsonl' });
    return found.flatMap(([from, to]) => clamp(bytes, start + from, start + to, name));
  };
}

function installedRules(): SecretlintRule[] {
  return rules as unknown as SecretlintRule[];
}

/** The rules expect plain text: escapes of JSON become blanks, as many as they had letters. */
function readable(text: string): string {
  return text.replace(/\\+["nrtbf/]/g, (sequence) => ' '.repeat(sequence.length)).split('\n', 1)[0] ?? '';
}

/** Some patterns run on to the end of the line; a secret ends where the JSON string, an escape or a word does. */
function clamp(bytes: Buffer, from: number, to: number, label: string): Span[] {
  let start = from;
  while (start < to && VALUE_BYTES[bytes[start] as number] === 0) start += 1;
  const end = skip(bytes, start, VALUE_BYTES, to - start);
  if (end <= start || isPlaceholder(bytes.toString('latin1', start, end))) return [];
  return [{ start, end, label }];
}
