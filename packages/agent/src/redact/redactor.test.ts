import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DotenvMemory } from './dotenv.ts';
import { maintainedKeywords, maintainedRuleNames } from './maintained-rules.ts';
import { createRedact } from './redactor.ts';

/** Redacts a text and checks what always holds: same length, same line ends, JSON stays JSON. */
function redacted(text: string): string {
  const bytes = Buffer.from(text);
  createRedact()(bytes);
  expect(bytes.length).toBe(Buffer.byteLength(text));
  return bytes.toString();
}

/** The text as it stands in a transcript: inside a JSON string. */
function inTranscript(text: string): string {
  const line = `${JSON.stringify({ type: 'user', message: { content: text } })}\n`;
  const after = JSON.parse(redacted(line)) as { message: { content: string } };
  return after.message.content;
}

const alnum = (length: number): string => 'aB3dE5fG7hJ9kL1mN0pQ2rS4tU6vW8xY'.repeat(6).slice(0, length);
const upper = (length: number): string => 'Q7ZP2KX9M4TB6WN3'.repeat(6).slice(0, length);
const hex = (length: number): string => '0123456789abcdef'.repeat(8).slice(0, length);
// Put together here, so that no scanner takes this file for a leak.
const secrets: [string, string][] = [
  ['aws-key-id', `AKIA${upper(16)}`],
  ['aws-key-id', `ASIA${upper(16)}`],
  ['gcp-key', `AIza${alnum(35)}`],
  ['gcp-token', `ya29.${alnum(60)}`],
  ['github-token', `ghp_${alnum(36)}`],
  ['github-token', `ghs_${alnum(36)}`],
  ['github-token', `github_pat_${alnum(82)}`],
  ['gitlab-token', `glpat-${alnum(20)}`],
  ['slack-token', `xoxb-1234567890-${alnum(24)}`],
  ['slack-token', `xapp-1-${alnum(30)}`],
  ['stripe-key', `sk_live_${alnum(24)}`],
  ['stripe-key', `rk_test_${alnum(24)}`],
  ['webhook-secret', `whsec_${alnum(32)}`],
  ['anthropic-key', `sk-ant-api03-${alnum(93)}AA`],
  ['anthropic-key', `sk-ant-oat01-${alnum(60)}`],
  ['openai-key', `sk-proj-${alnum(120)}`],
  ['openai-key', `sk-${alnum(20)}T3BlbkFJ${alnum(20)}`],
  ['npm-token', `npm_${alnum(36)}`],
  ['grafana-token', `glsa_${alnum(32)}_${hex(8)}`],
  ['vault-token', `hvs.${alnum(95)}`],
  ['linear-key', `lin_api_${alnum(40)}`],
  ['notion-token', `ntn_12345678901${alnum(35)}`],
  ['shopify-token', `shpat_${alnum(32)}`],
  ['docker-token', `dckr_pat_${alnum(27)}`],
  ['figma-token', `figd_${alnum(42)}`],
  ['groq-key', `gsk_${alnum(52)}`],
  ['vercel-token', `vcp_${alnum(30)}`],
  ['databricks-token', `dapi${hex(32)}`],
  ['digitalocean-token', `dop_v1_${hex(64)}`],
  ['sendgrid', `SG.${alnum(22)}.${alnum(43)}`],
  ['huggingface', `hf_${'abCDefGHijKLmnOPqrSTuvWXyzABcdEFgh'}`],
  ['jwt', `eyJhbGciOiJIUzI1NiJ9.eyJ${alnum(40)}.${alnum(43)}`],
];

describe('redaction', () => {
  it.each(secrets)(
    '[R1] overwrites a %s: in prose, after an escaped line end, in quotes, at the end',
    (label, secret) => {
      for (const text of [
        `use ${secret} here`,
        `a\n${secret}\nb`,
        `key: "${secret}",`,
        `${secret}`,
        `\t'${secret}'`,
      ]) {
        const after = inTranscript(text);
        expect(after).not.toContain(secret.slice(-12));
        expect(after).toContain(`[redacted:${label}]`.slice(0, secret.length));
        expect(after).toHaveLength(text.length);
      }
    },
  );

  it.each([
    ['Authorization: Bearer abcDEF123456ghiJKL789', 'abcDEF123456ghiJKL789'],
    ['"authorization": "Basic dXNlcjpwYXNzd29yZDEyMw=="', 'dXNlcjpwYXNzd29yZDEyMw'],
    ['postgres://app:s3cr3t-pass@db.internal:5432/app', 's3cr3t-pass'],
    ['https://bob:hunter22@example.org/x', 'hunter22'],
    ['DATABASE_PASSWORD=correcthorsebattery', 'correcthorsebattery'],
    ['export STRIPE_SECRET_KEY=abcdefgh', 'abcdefgh'],
    ['{"password": "Tr0ub4dor&3x"}', 'Tr0ub4dor&3x'],
    ["apiKey: 'k9x8v7c6b5n4m3'", 'k9x8v7c6b5n4m3'],
    ['aws_secret_access_key = "wJalrXUtnFEMIK7MDENGbPxRfiCYzz1234567890"', 'wJalrXUtnFEMI'],
    ['//registry.npmjs.org/:_authToken=abcdef-123456-ghijkl', 'abcdef-123456-ghijkl'],
    [`AccountKey=${alnum(86)}==;EndpointSuffix=x`, alnum(86)],
  ])('[R2] overwrites the value in %s', (text, secret) => {
    expect(inTranscript(`before ${text} after`)).not.toContain(secret);
    expect(inTranscript(`line\n${text}\nline`)).not.toContain(secret);
  });

  it('[R3] overwrites a private key and keeps its line ends, however often they are escaped', () => {
    const body = [alnum(64), alnum(64), `${alnum(20)}==`];
    const pem = [
      '-----BEGIN OPENSSH PRIVATE KEY-----',
      ...body,
      '-----END OPENSSH PRIVATE KEY-----',
      'after',
    ].join('\n');
    const after = inTranscript(pem);
    for (const run of body) expect(after).not.toContain(run.slice(0, 12));
    expect(after.split('\n')).toHaveLength(6);
    expect(after).toContain('-----END OPENSSH PRIVATE KEY-----\nafter');
    const nested = JSON.parse(inTranscript(JSON.stringify({ private_key: pem, next: 'kept' }))) as {
      private_key: string;
      next: string;
    };
    expect(nested.private_key).not.toContain(alnum(30));
    expect(nested.next).toBe('kept');
    expect(inTranscript(`-----BEGIN RSA PRIVATE KEY-----\n${alnum(64)}`)).not.toContain(alnum(20));
  });

  it('[R4] overwrites the values of a dotenv file that is read or printed', () => {
    const redact = createRedact();
    const earlier = new DotenvMemory();
    const run = (record: unknown): string => {
      const bytes = Buffer.from(`${JSON.stringify(record)}\n`);
      redact(bytes, earlier);
      JSON.parse(bytes.toString());
      return bytes.toString();
    };
    const read = run({
      message: {
        content: [{ type: 'tool_result', content: '     1→DB_HOST=db.internal\n     2→PLAN="gold plan"' }],
      },
      toolUseResult: {
        file: { filePath: '/srv/app/.env.production', content: 'DB_HOST=db.internal\nPLAN="gold plan"' },
      },
    });
    expect(read).not.toMatch(/db\.internal|gold/);
    run({ message: { content: [{ type: 'tool_use', id: 'toolu_abc123', input: { command: 'cat .env' } }] } });
    const printed = run({
      message: {
        content: [{ type: 'tool_result', tool_use_id: 'toolu_abc123', content: 'REGION=eu-north\nX=1' }],
      },
    });
    expect(printed).not.toContain('eu-north');
    const other = run({
      message: { content: [{ type: 'tool_result', tool_use_id: 'toolu_other', content: 'REGION=eu-north' }] },
    });
    expect(other).toContain('eu-north');
  });

  it.each([
    'commit 9fceb02d0ae598e95dc970b74767f19372d61af8',
    'uuid 123e4567-e89b-12d3-a456-426614174000',
    '{"input_tokens":1234,"output_tokens":56,"cache_read_input_tokens":100000}',
    'max_tokens: 4096, tokenizer: "cl100k_base"',
    'const token = await getToken(user1234);',
    'password: process.env.DB_PASSWORD_V2',
    'API_KEY=$OTHER_KEY_1 npm start',
    'risk-ant-farm-2024-project-alpha and task-proj-123456789012345678901',
    '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQG\n-----END CERTIFICATE-----',
    '-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----',
    'see https://example.org:8080/path@v2 and git@github.com:a/b.git',
    'sha512-oNgfwGhIpfKSbN2l7qm4LCVPGWSBkMfTg3ySeMxrxwNFG0ek5DKfVCzNJ+V8sHzYJ2Ewz/5ck5p3mA7dAF3z6Q==',
    'The Bearer of this letter, and Basic understanding of things',
    `data:image/png;base64,${Buffer.from(Array.from({ length: 900 }, (_, i) => (i * i * 31 + 7) % 256)).toString('base64')}`,
  ])('[R5] leaves alone what only looks like a secret: %s', (text) => {
    expect(inTranscript(text)).toBe(text);
  });

  it('[R6] has a keyword, or a reason for none, for every rule of the maintained set', () => {
    expect(Object.keys(maintainedKeywords).sort()).toEqual([...maintainedRuleNames].sort());
  });

  it('[R7] keeps length, line ends and JSON whatever the text is', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constantFrom(...secrets.map(([, secret]) => secret)),
      fc.constantFrom(
        'password="',
        'TOKEN=',
        '-----BEGIN PRIVATE KEY-----',
        '\\',
        '"',
        '\n',
        'x=.env',
        '\0',
        '\ud800',
        '://a:b@',
        'Bearer ',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        expect(inTranscript(text).split('\n')).toHaveLength(text.split('\n').length);
      }),
      { numRuns: 1_500, seed: 42 },
    );
  });

  it('[R7] keeps the digits of an escaped character beside a secret', () => {
    const after = inTranscript(`-----BEGIN RSA PRIVATE KEY-----${alnum(40)}\0${alnum(40)}`);
    expect(after).toContain('\0');
    expect(after).not.toContain(alnum(20));
  });

  it('[R8] leaves random bytes at their length with every newline in place', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (data) => {
        const bytes = Buffer.from(data);
        const before = [...bytes.entries()].filter(([, byte]) => byte === 10).map(([at]) => at);
        createRedact()(bytes);
        expect([...bytes.entries()].filter(([, byte]) => byte === 10).map(([at]) => at)).toEqual(before);
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});
