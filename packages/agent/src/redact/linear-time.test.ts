import { expect, it } from 'vitest';
import { createRedact } from './redactor.ts';

const KIB = 1024;

/** Texts in which a rule has work at every few bytes: each would take the square of its length if work were repeated. */
const hostile: [string, string][] = [
  ['prefixes with a dash', 'sk-ant-'],
  ['beginnings of web tokens', '-eyJhbGciOi'],
  ['prefixes in one long token', 'glpat-ghp_'],
  ['private keys without an end', '-----BEGIN RSA PRIVATE KEY-----AAAA'],
  ['dotenv names in one line', 'cat .env '],
  ['results in one line', '"type":"tool_use" tool_use_id .env '],
  ['keywords of maintained rules', ' hf_ SG. npm_ '],
  ['addresses', 'a://b:c'],
  ['names without a value', 'token: '],
  ['quotes that do not close', 'password="'],
  ['backslashes', 'password=\\\\\\\\\\\\\\\\"'],
  ['cookies', 'Cookie: a=b; '],
  ['headers', 'Authorization: Digest a=b, '],
  ['commands', 'curl mysql redis-cli '],
  ['a slash after each escape', 'secret=\\/\\/'],
  ['digits before a mark', '1234567890:AAx'],
  ['nothing but letters', 'abcdefgh'],
  ['nothing but backslashes', '\\\\'],
];

/** The least of several runs: what else runs on the machine only adds. */
function costOf(piece: string, bytes: number): number {
  const text = piece.repeat(Math.ceil(bytes / piece.length));
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run += 1) {
    const redact = createRedact();
    const copy = Buffer.from(text);
    const before = process.cpuUsage();
    redact(copy);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, user + system);
  }
  return best;
}

it.each(hostile)('[R10] eight times the text costs about eight times the work: %s', (_, piece) => {
  costOf(piece, 64 * KIB);
  const small = costOf(piece, 128 * KIB);
  const large = costOf(piece, 1024 * KIB);
  // Squares would be 64; a machine under load and a cache that no longer holds it all stay below.
  expect(large / Math.max(small, 1000)).toBeLessThan(36);
});
