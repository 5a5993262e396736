import {
  ALNUM,
  type ByteClass,
  byteClass,
  HEX,
  isWordStart,
  skip,
  TOKEN_BYTES,
  UPPER_DIGIT,
  WORD,
  WORD_DASH,
} from './byte-class.ts';
import type { Span } from './span.ts';

/** A secret that tells itself by its first bytes. */
export interface TokenRule {
  prefix: string;
  label: string;
  body: ByteClass;
  min: number;
  /** No longer than this; a longer run is something else. */
  max?: number;
  /** The prefix is an address or a name; only what follows is the secret. */
  isPrefixKept?: boolean;
}

const BASE64 = byteClass(/[A-Za-z0-9+/=]/);

const rule = (label: string, body: ByteClass, min: number, prefixes: string[], max?: number): TokenRule[] =>
  prefixes.map((prefix) => ({ prefix, label, body, min, ...(max !== undefined && { max }) }));

const afterPrefix = (label: string, body: ByteClass, min: number, prefixes: string[]): TokenRule[] =>
  rule(label, body, min, prefixes).map((one) => ({ ...one, isPrefixKept: true }));

/** Every prefix has four bytes at least: see the scanner. */
export const tokenRules: TokenRule[] = [
  ...rule(
    'aws-key-id',
    UPPER_DIGIT,
    16,
    ['AKIA', 'ASIA', 'AGPA', 'AIDA', 'AROA', 'AIPA', 'ANPA', 'ANVA'],
    16,
  ),
  ...rule('gcp-key', WORD_DASH, 35, ['AIza'], 35),
  ...rule('gcp-token', byteClass(/[\w.-]/), 20, ['ya29.']),
  ...rule('github-token', WORD, 30, ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_']),
  ...rule('gitlab-token', WORD_DASH, 20, ['glpat-', 'glrt-', 'gldt-', 'glcbt-']),
  ...rule('slack-token', WORD_DASH, 16, [
    'xoxb-',
    'xoxp-',
    'xoxa-',
    'xoxo-',
    'xoxr-',
    'xoxs-',
    'xoxe-',
    'xapp-',
  ]),
  ...afterPrefix('slack-webhook', byteClass(/[A-Za-z0-9/]/), 20, ['slack.com/services/']),
  ...afterPrefix('npm-token', WORD_DASH, 8, ['_authToken=']),
  ...rule('stripe-key', ALNUM, 16, ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_']),
  ...rule('webhook-secret', BASE64, 24, ['whsec_']),
  ...rule('anthropic-key', WORD_DASH, 20, ['sk-ant-']),
  ...rule('openai-key', WORD_DASH, 20, ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-or-v1-']),
  ...rule('npm-token', ALNUM, 36, ['npm_'], 36),
  ...rule('pypi-token', WORD_DASH, 50, ['pypi-AgE']),
  ...rule('grafana-token', WORD, 32, ['glsa_', 'glc_']),
  ...rule('vault-token', WORD_DASH, 24, ['hvs.', 'hvb.', 'hvr.']),
  ...rule('linear-key', WORD, 32, ['lin_api_']),
  ...rule('notion-token', ALNUM, 40, ['ntn_']),
  ...rule('shopify-token', ALNUM, 32, ['shpat_', 'shppa_', 'shpca_', 'shpss_']),
  ...rule('docker-token', WORD_DASH, 27, ['dckr_pat_']),
  ...rule('figma-token', WORD_DASH, 40, ['figd_']),
  ...rule('groq-key', ALNUM, 40, ['gsk_']),
  ...rule('vercel-token', ALNUM, 20, ['vcp_', 'vci_', 'vca_', 'vcr_', 'vck_'], 60),
  ...rule('databricks-token', HEX, 32, ['dapi'], 32),
  ...rule('digitalocean-token', HEX, 64, ['dop_v1_', 'doo_v1_', 'dor_v1_']),
  ...rule('supabase-token', HEX, 40, ['sbp_']),
  ...rule('1password-token', WORD_DASH, 60, ['ops_eyJ']),
  ...rule('age-key', UPPER_DIGIT, 50, ['AGE-SECRET-KEY-1']),
  ...afterPrefix('azure-key', BASE64, 60, ['AccountKey=', 'SharedAccessKey=']),
];

/** The token whose prefix stands at `position`, whole; null when it is too short, too long or inside a word. */
export function matchToken(bytes: Uint8Array, position: number, rule: TokenRule): Span | null {
  if (!isWordStart(bytes, position)) return null;
  const bodyStart = position + rule.prefix.length;
  const end = skip(bytes, bodyStart, rule.body);
  const length = end - bodyStart;
  if (length < rule.min || length > (rule.max ?? 4096)) return null;
  // A key that ends in the middle of a longer word or of base64 is a piece of something else.
  if (rule.max !== undefined && end < bytes.length && BASE64[bytes[end] as number] === 1) return null;
  return { start: rule.isPrefixKept ? bodyStart : position, end, label: rule.label };
}

/** Beginnings of a JWT header in base64url: `{"alg":`, `{"typ":`, `{"kid":`, `{"enc":`, `{"cty":`, `{"x5t`. */
export const jwtPrefixes = ['eyJhbGciOi', 'eyJ0eXAiOi', 'eyJraWQiOi', 'eyJlbmMiOi', 'eyJjdHkiOi', 'eyJ4NXQi'];

const DOT = 46;

/** Three base64url parts with dots between. */
export function matchJwt(bytes: Uint8Array, position: number): Span | null {
  const headerEnd = skip(bytes, position, WORD_DASH);
  if (bytes[headerEnd] !== DOT || headerEnd - position < 16) return null;
  const payloadEnd = skip(bytes, headerEnd + 1, WORD_DASH);
  if (bytes[payloadEnd] !== DOT || payloadEnd - headerEnd < 12) return null;
  return { start: position, end: skip(bytes, payloadEnd + 1, WORD_DASH), label: 'jwt' };
}

/** Middle of every OpenAI key made before prefixes said more. */
export const oldOpenAiMark = 'T3BlbkFJ';

/** `sk-` + 20 letters + the mark + 20 letters; `position` is the mark's. */
export function matchOldOpenAi(bytes: Uint8Array, position: number): Span | null {
  const end = skip(bytes, position, ALNUM);
  const start = position - 20 - 3;
  if (end - position < 28 || start < 0 || !isWordStart(bytes, start)) return null;
  const isPrefixed = bytes[start] === 115 && bytes[start + 1] === 107 && bytes[start + 2] === 45;
  return isPrefixed ? { start, end, label: 'openai-key' } : null;
}

const SPACE = 32;

/** `Bearer `, `Basic ` and the like: what comes after is the secret. `position` is the word's. */
export function matchAuthorization(bytes: Uint8Array, position: number, word: string): Span | null {
  if (!isWordStart(bytes, position)) return null;
  let start = position + word.length;
  while (bytes[start] === SPACE) start += 1;
  const end = skip(bytes, start, TOKEN_BYTES);
  return end - start >= 16 && hasDigit(bytes, start, end) ? { start, end, label: 'authorization' } : null;
}

/** Words of prose have none, secrets nearly always. */
export function hasDigit(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte >= 48 && byte <= 57) return true;
  }
  return false;
}
