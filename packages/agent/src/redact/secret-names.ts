/** What a name promises: a password may be short and of words, a token is random, a key needs a word that says for what. */
export type SecretKind = 'password' | 'token' | 'key';

const cased = (word: string): string[] => [word, word[0]?.toUpperCase() + word.slice(1), word.toUpperCase()];

/** Ends of names whose value may be a secret. They announce a name; `secretKindOf` judges the whole of it. */
export const secretWords: string[] = [
  ...['token', 'secret', 'password', 'passwd', 'passphrase', 'passcode', 'credential', 'cookie'].flatMap(
    cased,
  ),
  ...['pass', 'Pass', 'PASS', '_pwd', '_PWD', '-pwd'],
  ...[...'abcdefghijklmnopqrstuvwxyz'].map((letter) => `${letter}Pwd`),
  ...['=', ':', '"', "'", '\\'].flatMap((next) => cased('pwd').map((word) => word + next)),
  ...['_key', '-key', '_KEY', '-Key', '-KEY', '.key', '.Key', 'apikey', 'Apikey', 'APIKEY'],
  ...['iKey', 'pKey', 'sKey', 'eKey', 'tKey', 'nKey', 'gKey', 'hKey', 'rKey', 'dKey'],
  ...['_auth', '_AUTH'],
];

/** The part of such a word that belongs to the name: `pwd` of `pwd=`. */
export function nameIn(word: string): string {
  return word.replace(/[^\w-]+$/, '');
}

const PASSWORDS = new Set(['password', 'passwd', 'passphrase', 'passcode', 'pass', 'pwd']);
const TOKENS = new Set(['token', 'secret', 'credential', 'cookie', 'apikey', 'authtoken', 'auth']);

/** `password1`, `TOKEN_PROD`, `SECRET_KEY_BASE`, `secretValue`: still the thing itself. */
const SAME_THING =
  /^(?:\d+|value|val|prod|production|dev|development|stag(?:e|ing)|test|live|local|base|old|new|current|default|backup|raw|plain|text|string|v\d+|a|b)$/;

/** `next_token`, `pad_token`, `render_pass`: another meaning of the word. */
const OTHER_MEANING = new Set(
  `next page continuation cursor max min num eos bos pad unk mask sep cls stop start end first last prev previous
  per total input output prompt completion design color colour css theme lexer parser syntax keyword special public
  delimiter sync by com sur tres first second third single multi low high band render shader forward backward
  test tests num boarding is has no with without lookahead one two compiler optimization`.split(/\s+/),
);

/** What a key that is a secret is for. */
const KEY_FOR = new Set(
  `api app application access private secret encryption encrypt decryption signing sign auth master account shared
  subscription license licence deploy service client webhook admin jwt session ssh hmac crypto cipher aes server
  write ingest integration bot consumer storage ed25519 openai anthropic stripe gemini groq mistral twilio role
  data field symmetric functions host function`.split(/\s+/),
);

const KEY_OF_DATA = new Set(
  `cache primary foreign sort partition public lookup index hash object route registry map dict row group bucket
  search meta idempotency dedupe shortcut hot query parent unique composite`.split(/\s+/),
);

/** The words of an identifier, in lower case: `dbAPIKey_2` is db, api, key, 2. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([A-Za-z]{2})(\d+)$/, '$1_$2')
    .toLowerCase()
    .split(/[_.-]+/)
    .filter((word) => word !== '');
}

/**
 * What kind of secret the name promises, if any. The last word counts, without those that do not change the thing:
 * `TOKEN_FILE`, `token_count`, `passwordField` and `TOKENS_PER_MINUTE` name something else.
 */
export function secretKindOf(name: string): SecretKind | null {
  const words = wordsOf(name);
  while (words.length > 1 && SAME_THING.test(words.at(-1) ?? '')) words.pop();
  const last = words.pop() ?? '';
  const before = words.at(-1) ?? '';
  if (last === 'key') return kindOfKey(words);
  if (OTHER_MEANING.has(before)) return null;
  if (PASSWORDS.has(last) || /[a-z](?:password|passwd)$/.test(last) || DB_PASS.test(last)) return 'password';
  if (last === 'auth') return before === '' && name.startsWith('_') ? 'token' : null;
  if (TOKENS.has(last) || /[a-z](?:token|secret|apikey)$/.test(last)) return 'token';
  return /^(?:api|secret|access|auth|private)key$/.test(last) ? 'token' : null;
}

const DB_PASS =
  /^(?:db|user|my|root|admin|ftp|smtp|mail|http|redis|mysql|pg|ssh|sudo|login|proxy)(?:pass|pwd)$/;

function kindOfKey(before: readonly string[]): SecretKind | null {
  const qualifier = before.at(-1) ?? '';
  if (KEY_FOR.has(qualifier)) return 'token';
  return qualifier === '' || KEY_OF_DATA.has(qualifier) ? null : 'key';
}
