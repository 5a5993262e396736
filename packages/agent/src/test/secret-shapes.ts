import {
  base64,
  base64url,
  digits,
  hex,
  letters,
  lower,
  password,
  type Random,
  upperDigits,
} from './random-text.ts';

/** A generated secret, with the name that a person would give it. */
export interface MadeSecret {
  secret: string;
  /** As in an environment: `STRIPE_KEY`. */
  name: string;
  /** What must not survive; the secret itself where absent. */
  parts?: string[];
}

/** A class of secrets as docs/PRIVACY.md lists it. */
export interface SecretClass {
  title: string;
  shapes: ((random: Random) => MadeSecret)[];
  /** How the secret stands in the eight surroundings; `named` where absent. */
  kind: 'token' | 'named' | 'url' | 'authorization' | 'cookie' | 'address' | 'key-file';
}

const token =
  (name: string, make: (random: Random) => string) =>
  (random: Random): MadeSecret => ({ name, secret: make(random) });

const webhook =
  (name: string, address: string, make: (random: Random) => string) =>
  (random: Random): MadeSecret => {
    const path = make(random);
    return { name, secret: address + path, parts: [path] };
  };

const uuid = (random: Random): string => [8, 4, 4, 4, 12].map((length) => hex(random, length)).join('-');

const jwt = (random: Random, header: string): string => {
  const encode = (value: string): string => Buffer.from(value).toString('base64url');
  const claims = JSON.stringify({ sub: uuid(random), name: lower(random, 9), iat: 1_700_000_000 });
  return `${encode(header)}.${encode(claims)}.${base64url(random, 43)}`;
};

const pem =
  (kind: string, count: number) =>
  (random: Random): MadeSecret => {
    const lines = Array.from({ length: count }, () => base64(random, 64));
    const secret = [`-----BEGIN ${kind}-----`, ...lines, `-----END ${kind}-----`].join('\n');
    return { name: 'SIGNING_PRIVATE_KEY', secret, parts: lines };
  };

const named = (name: string, make: (random: Random) => string) => token(name, make);

/** Every class, in the order of docs/PRIVACY.md. */
export const secretClasses: SecretClass[] = [
  {
    title: 'Orrery',
    kind: 'token',
    shapes: [
      token('ORRERY_API_KEY', (r) => `orrery_key_${base64url(r, 43)}`),
      token('ORRERY_JOIN_TOKEN', (r) => `orrery1.${base64url(r, 43)}.${base64url(r, 32)}`),
    ],
  },
  {
    title: 'Cloud providers',
    kind: 'token',
    shapes: [
      token('AWS_ACCESS_KEY_ID', (r) => `AKIA${upperDigits(r, 16)}`),
      token('AWS_KEY', (r) => `ASIA${upperDigits(r, 16)}`),
      token('AWS_SECRET_ACCESS_KEY', (r) => base64(r, 40)),
      token('GOOGLE_API_KEY', (r) => `AIza${base64url(r, 35)}`),
      token('GOOGLE_CLIENT_SECRET', (r) => `GOCSPX-${base64url(r, 28)}`),
      token('GOOGLE_ACCESS', (r) => `ya29.${base64url(r, 120)}`),
      token('GOOGLE_REFRESH', (r) => `1//0${base64url(r, 60)}`),
      token('AZURE_CLIENT_SECRET', (r) => `${letters(r, 3)}8Q~${letters(r, 34)}`),
      token('AZURE_STORAGE_KEY', (r) => `${base64(r, 86)}==`),
      token('DIGITALOCEAN_TOKEN', (r) => `dop_v1_${hex(r, 64)}`),
      token('FLY_API_TOKEN', (r) => `fm2_${base64(r, 120)}`),
      token('TAILSCALE_KEY', (r) => `tskey-auth-${letters(r, 12)}-${letters(r, 32)}`),
      token('VAULT_TOKEN', (r) => `hvs.${base64url(r, 95)}`),
      token('DOPPLER_TOKEN', (r) => `dp.st.prod.${letters(r, 43)}`),
      token('PULUMI_ACCESS_TOKEN', (r) => `pul-${hex(r, 40)}`),
      token('DATABRICKS_TOKEN', (r) => `dapi${hex(r, 32)}`),
      token('SUPABASE_SECRET', (r) => `sb_secret_${base64url(r, 31)}`),
      token('NETLIFY_TOKEN', (r) => `nfp_${letters(r, 36)}`),
      token('PLANETSCALE_TOKEN', (r) => `pscale_tkn_${base64url(r, 43)}`),
      token('CLOUDFLARE_API_TOKEN', (r) => base64url(r, 40)),
    ],
  },
  {
    title: 'Code hosts and package registries',
    kind: 'token',
    shapes: [
      ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'].map((prefix) =>
        token('GITHUB_TOKEN', (r) => prefix + letters(r, 36)),
      ),
      token('GH_TOKEN', (r) => `github_pat_${letters(r, 22)}_${letters(r, 59)}`),
      ...['glpat-', 'glrt-', 'gldt-', 'glptt-'].map((prefix) =>
        token('GITLAB_TOKEN', (r) => prefix + base64url(r, 20)),
      ),
      token('BITBUCKET_TOKEN', (r) => `ATBB${letters(r, 32)}`),
      token('JIRA_API_TOKEN', (r) => `ATATT3xFfGF0${base64url(r, 180)}=${hex(r, 8).toUpperCase()}`),
      token('NPM_TOKEN', (r) => `npm_${letters(r, 36)}`),
      token('PYPI_TOKEN', (r) => `pypi-AgEIcHlwaS5vcmc${base64url(r, 140)}`),
      token('GEM_HOST_API_KEY', (r) => `rubygems_${hex(r, 48)}`),
      token('DOCKER_TOKEN', (r) => `dckr_pat_${base64url(r, 27)}`),
      token('SONAR_TOKEN', (r) => `squ_${hex(r, 40)}`),
      token('CIRCLECI_TOKEN', (r) => `CCIPAT_${letters(r, 22)}_${hex(r, 40)}`),
      token('BUILDKITE_TOKEN', (r) => `bkua_${hex(r, 40)}`),
      token('SOURCEGRAPH_TOKEN', (r) => `sgp_${hex(r, 40)}`),
    ],
  },
  {
    title: 'AI providers',
    kind: 'token',
    shapes: [
      token('ANTHROPIC_API_KEY', (r) => `sk-ant-api03-${base64url(r, 93)}AA`),
      token('CLAUDE_CODE_OAUTH_TOKEN', (r) => `sk-ant-oat01-${base64url(r, 93)}AA`),
      token('OPENAI_API_KEY', (r) => `sk-proj-${base64url(r, 120)}`),
      token('OPENAI_KEY', (r) => `sk-${letters(r, 20)}T3BlbkFJ${letters(r, 20)}`),
      token('OPENROUTER_API_KEY', (r) => `sk-or-v1-${hex(r, 64)}`),
      token('DEEPSEEK_API_KEY', (r) => `sk-${hex(r, 32)}`),
      token('XAI_API_KEY', (r) => `xai-${letters(r, 80)}`),
      token('GROQ_API_KEY', (r) => `gsk_${letters(r, 52)}`),
      token('HF_TOKEN', (r) => `hf_${letters(r, 34)}`),
      token('PERPLEXITY_API_KEY', (r) => `pplx-${letters(r, 48)}`),
      token('NVIDIA_API_KEY', (r) => `nvapi-${base64url(r, 64)}`),
      token('LANGSMITH_API_KEY', (r) => `lsv2_pt_${hex(r, 32)}_${hex(r, 10)}`),
      token('TAVILY_API_KEY', (r) => `tvly-${letters(r, 32)}`),
      token('PINECONE_API_KEY', (r) => `pcsk_${letters(r, 6)}_${letters(r, 63)}`),
      token('MISTRAL_API_KEY', (r) => letters(r, 32)),
      token('COHERE_API_KEY', (r) => letters(r, 40)),
      token('REPLICATE_API_TOKEN', (r) => `r8_${letters(r, 37)}`),
      token('ELEVENLABS_API_KEY', (r) => `sk_${hex(r, 48)}`),
      token('AZURE_OPENAI_API_KEY', (r) => hex(r, 32)),
      token('GEMINI_API_KEY', (r) => `AIzaSy${base64url(r, 33)}`),
    ],
  },
  {
    title: 'Messengers',
    kind: 'token',
    shapes: [
      token('SLACK_BOT_TOKEN', (r) => `xoxb-${digits(r, 12)}-${digits(r, 13)}-${letters(r, 24)}`),
      token('SLACK_APP_TOKEN', (r) => `xapp-1-A${upperDigits(r, 10)}-${digits(r, 13)}-${hex(r, 64)}`),
      webhook('SLACK_WEBHOOK', 'https://hooks.slack.com/services/', (r) =>
        [`T${upperDigits(r, 10)}`, `B${upperDigits(r, 10)}`, letters(r, 24)].join('/'),
      ),
      token('TELEGRAM_BOT_TOKEN', (r) => `${digits(r, 10)}:AA${base64url(r, 33)}`),
      token(
        'DISCORD_TOKEN',
        (r) =>
          `${Buffer.from(`1${digits(r, 17)}`).toString('base64url')}.${letters(r, 6)}.${base64url(r, 38)}`,
      ),
      webhook('DISCORD_WEBHOOK', 'https://discord.com/api/webhooks/', (r) =>
        [digits(r, 19), base64url(r, 68)].join('/'),
      ),
      token('TWILIO_AUTH_TOKEN', (r) => hex(r, 32)),
      token('TWILIO_API_KEY', (r) => `SK${hex(r, 32)}`),
      token('SENDGRID_API_KEY', (r) => `SG.${base64url(r, 22)}.${base64url(r, 43)}`),
      token('MAILGUN_API_KEY', (r) => `key-${hex(r, 32)}`),
      token('BREVO_API_KEY', (r) => `xkeysib-${hex(r, 64)}-${letters(r, 16)}`),
    ],
  },
  {
    title: 'Other services',
    kind: 'token',
    shapes: [
      token('STRIPE_SECRET_KEY', (r) => `sk_live_${letters(r, 24)}`),
      token('STRIPE_RESTRICTED_KEY', (r) => `rk_test_${letters(r, 99)}`),
      token('WEBHOOK_SECRET', (r) => `whsec_${letters(r, 32)}`),
      token('SQUARE_TOKEN', (r) => `sq0atp-${base64url(r, 22)}`),
      token('SHOPIFY_TOKEN', (r) => `shpat_${hex(r, 32)}`),
      token('LINEAR_API_KEY', (r) => `lin_api_${letters(r, 40)}`),
      token('NOTION_TOKEN', (r) => `ntn_${digits(r, 11)}${letters(r, 35)}`),
      token('FIGMA_TOKEN', (r) => `figd_${base64url(r, 40)}`),
      token('POSTMAN_API_KEY', (r) => `PMAK-${hex(r, 24)}-${hex(r, 34)}`),
      token('GRAFANA_TOKEN', (r) => `glsa_${letters(r, 32)}_${hex(r, 8)}`),
      token('SENTRY_AUTH_TOKEN', (r) => `sntryu_${hex(r, 64)}`),
      token('NEW_RELIC_API_KEY', (r) => `NRAK-${upperDigits(r, 27)}`),
      token('DD_API_KEY', (r) => hex(r, 32)),
      token('DD_APP_KEY', (r) => hex(r, 40)),
      token('POSTHOG_KEY', (r) => `phx_${letters(r, 43)}`),
      token('VERCEL_TOKEN', (r) => letters(r, 24)),
      token('OP_SERVICE_ACCOUNT_TOKEN', (r) => `ops_eyJ${base64url(r, 400)}`),
      token('AGE_KEY', (r) => `AGE-SECRET-KEY-1${upperDigits(r, 58)}`),
      token('HEROKU_API_KEY', uuid),
      token('AIRTABLE_TOKEN', (r) => `pat${letters(r, 14)}.${hex(r, 64)}`),
    ],
  },
  {
    title: 'JSON web tokens',
    kind: 'token',
    shapes: [
      token('ID_TOKEN', (r) => jwt(r, '{"alg":"HS256","typ":"JWT"}')),
      token('SESSION_JWT', (r) => jwt(r, '{"typ":"JWT","alg":"RS256"}')),
      token('SERVICE_ROLE', (r) => jwt(r, '{"kid":"k1","alg":"ES256"}')),
    ],
  },
  {
    title: 'Private keys',
    kind: 'key-file',
    shapes: [
      pem('RSA PRIVATE KEY', 12),
      pem('OPENSSH PRIVATE KEY', 6),
      pem('EC PRIVATE KEY', 3),
      pem('PRIVATE KEY', 20),
      pem('ENCRYPTED PRIVATE KEY', 14),
      pem('PGP PRIVATE KEY BLOCK', 9),
    ],
  },
  {
    title: 'Values under a secret’s name',
    kind: 'named',
    shapes: [
      named('DB_PASSWORD', (r) => password(r, 16)),
      named('DB_PASS', (r) => password(r, 12)),
      named('SMTP_PASS', (r) => password(r, 20)),
      named('MYSQL_PWD', (r) => letters(r, 14)),
      named('AWS_SECRET_ACCESS_KEY', (r) => base64(r, 40)),
      named('CLIENT_SECRET', (r) => base64url(r, 40)),
      named('SESSION_SECRET', (r) => hex(r, 64)),
      named('JWT_SECRET', (r) => base64(r, 44)),
      named('ACCESS_TOKEN', (r) => letters(r, 32)),
      named('REFRESH_TOKEN', (r) => base64url(r, 64)),
      named('API_KEY', (r) => hex(r, 32)),
      named('ENCRYPTION_KEY', (r) => base64(r, 44)),
      named('SECRET_KEY_BASE', (r) => hex(r, 128)),
      named('ADMIN_PASSWORD', (r) => password(r, 10)),
      named('GPG_PASSPHRASE', (r) => password(r, 24)),
      named('X_API_KEY', (r) => lower(r, 4) + letters(r, 28)),
      named('AUTH_TOKEN', uuid),
      named('WEBHOOK_SIGNING_SECRET', (r) => base64(r, 32)),
      named('PRIVATE_TOKEN', (r) => letters(r, 20)),
      named('MASTER_KEY', (r) => hex(r, 32)),
    ],
  },
  {
    title: 'Passwords in addresses',
    kind: 'url',
    shapes: [
      ...[
        'postgres',
        'mysql',
        'mongodb+srv',
        'redis',
        'amqp',
        'https',
        'smtp',
        'ftp',
        'mssql',
        'clickhouse',
      ].map((scheme) => token(`${scheme}://`, (r) => password(r, 16).replace(/[@%]/g, '-'))),
      ...['postgresql', 'mysql', 'redis', 'https', 'ldap'].map((scheme) =>
        token(`${scheme}://`, (r) => `${letters(r, 6)}/${letters(r, 9)}`),
      ),
      ...['postgresql', 'mongodb', 'redis', 'https', 'amqps'].map((scheme) =>
        token(`${scheme}://`, (r) => `${letters(r, 8)}%2F${letters(r, 8)}`),
      ),
    ],
  },
  {
    title: 'Authorization',
    kind: 'authorization',
    shapes: [
      token('Bearer', (r) => base64url(r, 40)),
      token('bearer', (r) => hex(r, 40)),
      token('Basic', (r) => Buffer.from(`${lower(r, 8)}:${password(r, 14)}`).toString('base64')),
      token('basic', (r) => Buffer.from(`api:${letters(r, 24)}`).toString('base64')),
      token('token', (r) => hex(r, 40)),
      token('Token', (r) => letters(r, 32)),
      token('ApiKey', (r) => base64(r, 60)),
      token('Key', (r) => uuid(r)),
      token('Bot', (r) => letters(r, 50)),
      token('', (r) => letters(r, 40)),
    ],
  },
  {
    title: 'Cookies',
    kind: 'cookie',
    shapes: [
      token('session', (r) => base64url(r, 43)),
      token('sessionid', (r) => lower(r, 4) + hex(r, 28)),
      token('connect.sid', (r) => `s%3A${base64url(r, 32)}.${base64url(r, 43)}`),
      token('PHPSESSID', (r) => hex(r, 26)),
      token('JSESSIONID', (r) => hex(r, 32).toUpperCase()),
      token('csrftoken', (r) => letters(r, 64)),
      token('_gitlab_session', (r) => hex(r, 32)),
      token('__Secure-next-auth.session-token', uuid),
      token('laravel_session', (r) => base64(r, 120).replace(/[+/]/g, '%2B')),
      token('auth', (r) => letters(r, 32)),
    ],
  },
  {
    title: 'Signed addresses',
    kind: 'address',
    shapes: [
      token('X-Amz-Signature', (r) => hex(r, 64)),
      token('X-Goog-Signature', (r) => hex(r, 128)),
      token('sig', (r) => encodeURIComponent(`${base64(r, 43)}=`)),
      token('X-Amz-Security-Token', (r) => encodeURIComponent(base64(r, 200))),
      token('access_token', (r) => base64url(r, 60)),
      token('api_key', (r) => hex(r, 32)),
      token('key', (r) => letters(r, 36)),
      token('token', (r) => letters(r, 24)),
    ],
  },
];
