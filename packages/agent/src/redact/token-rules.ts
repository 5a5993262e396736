import {
  ALNUM,
  BASE64,
  type ByteClass,
  byteClass,
  HEX,
  isWordStart,
  LOWER_DIGIT,
  skip,
  UPPER_DIGIT,
  WORD,
  WORD_DASH,
} from './byte-class.ts';
import type { RunReader } from './run-reader.ts';
import { isPlaceholder } from './secret-values.ts';
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

const DOTTED = byteClass(/[\w.-]/);
const NPM_AUTH = byteClass(/[\w+/=.-]/);
const PATH = byteClass(/[\w/%.~-]/);

const rule = (label: string, body: ByteClass, min: number, prefixes: string, max?: number): TokenRule[] =>
  prefixes.split(' ').map((prefix) => ({ prefix, label, body, min, ...(max !== undefined && { max }) }));

const afterPrefix = (label: string, body: ByteClass, min: number, prefixes: string): TokenRule[] =>
  rule(label, body, min, prefixes).map((one) => ({ ...one, isPrefixKept: true }));

/** Every prefix has four bytes at least: see the scanner. */
export const tokenRules: TokenRule[] = [
  ...rule('orrery-key', WORD_DASH, 16, 'orrery_key_'),
  ...rule('orrery-join', DOTTED, 24, 'orrery1.'),
  ...rule('aws-key-id', UPPER_DIGIT, 16, 'AKIA ASIA AGPA AIDA AROA AIPA ANPA ANVA ABIA ACCA', 16),
  ...rule('aws-bedrock', BASE64, 40, 'ABSK'),
  ...rule('gcp-key', WORD_DASH, 35, 'AIza', 35),
  ...rule('gcp-token', DOTTED, 20, 'ya29.'),
  ...rule('google-secret', WORD_DASH, 20, 'GOCSPX-'),
  ...rule('google-refresh', WORD_DASH, 30, '1//0 1%2F%2F0 1\\/\\/0'),
  ...rule('github-token', WORD, 30, 'ghp_ gho_ ghu_ ghs_ ghr_ github_pat_'),
  ...rule(
    'gitlab-token',
    DOTTED,
    20,
    'glpat- glrt- gldt- glcbt- glptt- glft- glimt- glagent- gloas- glsoat- glffct- glwt-',
  ),
  ...rule(
    'slack-token',
    WORD_DASH,
    16,
    'xoxb- xoxp- xoxa- xoxo- xoxr- xoxs- xoxe- xoxd- xoxc- xapp- xoxe.xoxp- xoxe.xoxb-',
  ),
  ...afterPrefix('webhook', PATH, 20, 'slack.com/services/ slack.com/workflows/ slack.com/triggers/'),
  ...afterPrefix(
    'webhook',
    PATH,
    20,
    'slack.com\\/services\\/ slack.com\\/workflows\\/ slack.com\\/triggers\\/',
  ),
  ...afterPrefix('webhook', PATH, 20, 'discord.com/api/webhooks/ discordapp.com/api/webhooks/'),
  ...afterPrefix('webhook', PATH, 20, 'slack.com%2Fservices%2F discord.com%2Fapi%2Fwebhooks%2F'),
  ...afterPrefix('webhook', PATH, 20, 'discord.com\\/api\\/webhooks\\/ discordapp.com\\/api\\/webhooks\\/'),
  ...afterPrefix(
    'webhook',
    byteClass(/[\w@/%.~-]/),
    40,
    '.webhook.office.com/webhookb2/ .webhook.office.com\\/webhookb2\\/',
  ),
  ...afterPrefix('webhook', PATH, 12, 'hooks.zapier.com/hooks/catch/ hooks.zapier.com\\/hooks\\/catch\\/'),
  ...afterPrefix('npm-token', NPM_AUTH, 8, '_authToken= _auth='),
  ...rule('stripe-key', ALNUM, 16, 'sk_live_ sk_test_ rk_live_ rk_test_ sk_org_'),
  ...rule('webhook-secret', BASE64, 24, 'whsec_'),
  ...rule('anthropic-key', WORD_DASH, 20, 'sk-ant-'),
  ...rule('openai-key', WORD_DASH, 20, 'sk-proj- sk-svcacct- sk-admin- sk-None- sk-service-'),
  ...rule('ai-key', WORD_DASH, 20, 'sk-or-v1- sk-lf- lsv2_pt_ lsv2_sk_ nvapi- pplx- tvly- csk- pcsk_ xai-'),
  ...rule('npm-token', ALNUM, 36, 'npm_', 36),
  ...rule('pypi-token', WORD_DASH, 50, 'pypi-AgE'),
  ...rule('rubygems-token', HEX, 48, 'rubygems_', 48),
  ...rule(
    'nuget-key',
    LOWER_DIGIT,
    43,
    'oy2a oy2b oy2c oy2d oy2e oy2f oy2g oy2h oy2i oy2j oy2k oy2l oy2m oy2n oy2o oy2p',
    42,
  ),
  ...rule('grafana-token', byteClass(/[\w+/=]/), 32, 'glsa_ glc_'),
  ...rule('vault-token', WORD_DASH, 24, 'hvs. hvb. hvr.'),
  ...rule('terraform-token', WORD_DASH, 40, 'atlasv1.'),
  ...rule('linear-key', WORD, 32, 'lin_api_ lin_oauth_'),
  ...rule('notion-token', ALNUM, 40, 'ntn_'),
  ...rule('notion-token', ALNUM, 43, 'secret_', 43),
  ...rule('shopify-token', ALNUM, 32, 'shpat_ shppa_ shpca_ shpss_ shptka_'),
  ...rule('docker-token', WORD_DASH, 27, 'dckr_pat_ dckr_oat_'),
  ...rule('figma-token', WORD_DASH, 40, 'figd_ figo_ figoh_'),
  ...rule('groq-key', ALNUM, 40, 'gsk_'),
  ...rule('vercel-token', ALNUM, 20, 'vcp_ vci_ vca_ vcr_ vck_', 60),
  ...rule('databricks-token', byteClass(/[a-f0-9-]/), 32, 'dapi', 36),
  ...rule('digitalocean-token', HEX, 64, 'dop_v1_ doo_v1_ dor_v1_'),
  ...rule('supabase-token', HEX, 40, 'sbp_'),
  ...rule('supabase-token', WORD_DASH, 24, 'sb_secret_'),
  ...rule('1password-token', WORD_DASH, 60, 'ops_eyJ'),
  ...rule('age-key', UPPER_DIGIT, 50, 'AGE-SECRET-KEY-1'),
  ...afterPrefix('azure-key', BASE64, 40, 'AccountKey= SharedAccessKey='),
  ...rule('atlassian-token', byteClass(/[\w=-]/), 24, 'ATATT3 ATCTT3 ATBB ATOA'),
  ...rule('huggingface-token', ALNUM, 30, 'api_org_'),
  ...rule('openshift-token', WORD_DASH, 43, 'sha256~', 43),
  ...rule('postman-key', byteClass(/[a-f0-9-]/), 50, 'PMAK-'),
  ...rule('pulumi-token', HEX, 40, 'pul-', 40),
  ...rule('netlify-token', ALNUM, 36, 'nfp_'),
  ...rule('heroku-key', WORD_DASH, 36, 'HRKU-'),
  ...rule('fly-token', byteClass(/[\w+/=,-]/), 40, 'fm2_ fm1r_ fm1a_ fo1_'),
  ...rule('planetscale-token', DOTTED, 32, 'pscale_tkn_ pscale_pw_ pscale_oauth_'),
  ...rule('doppler-token', ALNUM, 40, 'dp.pt. dp.ct. dp.sa. dp.scim. dp.audit.'),
  ...rule('doppler-token', DOTTED, 40, 'dp.st.'),
  ...rule('sentry-token', byteClass(/[\w+/=-]/), 40, 'sntrys_ sntryu_'),
  ...rule('newrelic-key', WORD_DASH, 26, 'NRAK- NRII- NRJS- NRAA-'),
  ...rule('square-token', WORD_DASH, 22, 'sq0atp- sq0csp- sq0idp-'),
  ...rule('tailscale-key', WORD_DASH, 20, 'tskey-'),
  ...rule('mailgun-key', HEX, 32, 'key-', 32),
  ...rule('brevo-key', WORD_DASH, 64, 'xkeysib- xsmtpsib-'),
  ...rule('posthog-key', ALNUM, 32, 'phx_'),
  ...rule('dynatrace-token', DOTTED, 64, 'dt0c01. dt0s01. dt0s16.'),
  ...rule('circleci-token', WORD, 40, 'CCIPAT_'),
  ...rule('buildkite-token', WORD, 32, 'bkua_ bkaa_'),
  ...rule('sonar-token', HEX, 40, 'squ_ sqp_ sqa_', 40),
  ...rule('sourcegraph-token', WORD, 40, 'sgp_'),
  ...rule('contentful-token', WORD_DASH, 40, 'CFPAT-'),
  ...rule('artifactory-key', ALNUM, 60, 'AKCp cmVmdGtu'),
  ...rule('razorpay-key', ALNUM, 14, 'rzp_live_ rzp_test_'),
  ...rule('easypost-key', ALNUM, 50, 'EZAK EZTK', 60),
  ...rule('prefect-key', ALNUM, 36, 'pnu_', 36),
  ...rule('cloudflare-token', WORD_DASH, 40, 'v1.0- cfut_ cfat_'),
  ...rule('alibaba-key', ALNUM, 16, 'LTAI', 24),
  ...rule('neon-key', LOWER_DIGIT, 40, 'napi_'),
];

const MAX_TOKEN = 4096;

/** The token whose prefix stands at `position`, whole; null when it is too short, too long or inside a word. */
export function matchToken(bytes: Buffer, position: number, rule: TokenRule, runs: RunReader): Span | null {
  if (!rule.isPrefixKept && !isWordStart(bytes, position)) return null;
  const bodyStart = position + rule.prefix.length;
  let end = runs.endOf(bytes, bodyStart, rule.body);
  // The full stop of a sentence, or the dots of "sk-ant-...".
  while (end > bodyStart && bytes[end - 1] === DOT) end -= 1;
  const length = end - bodyStart;
  if (length < rule.min || length > (rule.max ?? MAX_TOKEN)) return null;
  // A key that ends in the middle of a longer word or of base64 is a piece of something else.
  if (rule.max !== undefined && end < bytes.length && BASE64_TAIL[bytes[end] as number] === 1) return null;
  if (isPlaceholder(bytes.toString('latin1', bodyStart, end))) return null;
  return { start: rule.isPrefixKept ? bodyStart : position, end, label: rule.label };
}

/** `=` may follow a key that is a name: it is not base64 by itself. */
const BASE64_TAIL = byteClass(/[A-Za-z0-9+/]/);

/** Beginnings of a JWT header in base64url: `{"alg":`, `{"typ":`, `{"kid":`, `{"enc":`, `{"cty":`, `{"x5t`, `{ "`. */
export const jwtPrefixes = [
  'eyJhbGciOi',
  'eyJ0eXAiOi',
  'eyJraWQiOi',
  'eyJlbmMiOi',
  'eyJjdHkiOi',
  'eyJ4NXQi',
  'eyJ6aXAi',
  'eyJqa3Ui',
  'eyJqd2si',
  'ewogICJh',
  'eyAiYWxn',
];

const DOT = 46;

/** Three base64url parts with dots between, or the five of an encrypted one. */
export function matchJwt(bytes: Buffer, position: number, runs: RunReader): Span | null {
  const headerEnd = runs.endOf(bytes, position, WORD_DASH);
  if (bytes[headerEnd] !== DOT || headerEnd - position < 16) return null;
  const payloadEnd = runs.endOf(bytes, headerEnd + 1, WORD_DASH);
  if (bytes[payloadEnd] !== DOT || (payloadEnd - headerEnd < 12 && payloadEnd !== headerEnd + 1)) return null;
  let end = runs.endOf(bytes, payloadEnd + 1, WORD_DASH);
  for (let part = 0; part < 2 && bytes[end] === DOT; part += 1) {
    const next = runs.endOf(bytes, end + 1, WORD_DASH);
    if (next - end < 12) break;
    end = next;
  }
  return { start: position, end, label: 'jwt' };
}

/** Middle of every OpenAI key made before prefixes said more. */
export const oldOpenAiMark = 'T3BlbkFJ';

/** `sk-` + 20 letters + the mark + 20 letters; `position` is the mark's. */
export function matchOldOpenAi(bytes: Uint8Array, position: number): Span | null {
  const end = skip(bytes, position, ALNUM, MAX_TOKEN);
  const start = position - 20 - 3;
  if (end - position < 28 || start < 0 || !isWordStart(bytes, start)) return null;
  const isPrefixed = bytes[start] === 115 && bytes[start + 1] === 107 && bytes[start + 2] === 45;
  return isPrefixed ? { start, end, label: 'openai-key' } : null;
}
