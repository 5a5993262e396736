import { countOperations } from '@orrery/transcript/test/count-operations';
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

/** Steps that redacting so much of a text takes, by the engine's own counters: the same on every machine. */
function costOf(piece: string, bytes: number): Promise<number> {
  const copy = Buffer.from(piece.repeat(Math.ceil(bytes / piece.length)));
  const redact = createRedact();
  return countOperations(() => redact(copy));
}

it.each(hostile)('[R10] eight times the text takes about eight times the steps: %s', async (_, piece) => {
  const small = await costOf(piece, 64 * KIB);
  const large = await costOf(piece, 512 * KIB);
  // The square would be 64.
  expect(large / small).toBeLessThan(10);
});
