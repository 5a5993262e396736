import type { SecretKind } from './secret-names.ts';

/** How much the place of a value says: `exact` takes it at its word, `quoted` is a literal, `bare` may be code or prose. */
export type Strength = 'exact' | 'quoted' | 'bare';

const MIN_TOKEN = 8;
const MAX_LOOKED_AT = 512;
const MIN_PASSWORD = 6;
const MIN_GENERIC_KEY = 20;

/** Whether a value under a secret's name is the secret, and not a type, a reference, a path, a placeholder or prose. */
export function isSecretValue(whole: string, kind: SecretKind, strength: Strength): boolean {
  // What it is shows at its beginning; the work must not grow with it.
  const text = whole.slice(0, MAX_LOOKED_AT);
  if (text.length < (kind === 'password' ? MIN_PASSWORD : MIN_TOKEN)) return false;
  if (isForeignProse(text) || isPlaceholder(text) || isReference(text, strength) || isPath(text))
    return false;
  if (/^[\d.,:_-]+$/.test(text)) return kind === 'password' && strength !== 'bare' && /^\d{8,}$/.test(text);
  if (kind === 'key') return strength !== 'bare' && text.length >= MIN_GENERIC_KEY && isRandom(text);
  if (strength === 'exact') return !isEnumerator(text);
  if (/\s/.test(text)) return false;
  if (kind === 'password') return isPassword(text, strength);
  return strength === 'quoted' ? (hasLetterAndDigit(text) ? !isWords(text) : isRandom(text)) : isRandom(text);
}

/**
 * Whether the characters change kind (a-z, A-Z, 0-9, other) as often as in a random text. Names of variables change once a
 * word, random letters and digits at about every second place.
 */
export function isRandom(text: string): boolean {
  if (text.length < 8 || isWords(text)) return false;
  const digits = (text.match(/\d/g) ?? []).length;
  if (/^[0-9a-f]+$/i.test(text)) return digits >= 2 && digits < text.length;
  let changes = 0;
  for (let index = 1; index < text.length; index += 1) {
    if (kindOf(text.charCodeAt(index)) !== kindOf(text.charCodeAt(index - 1))) changes += 1;
  }
  if (digits >= 2) return changes >= 3 && changes / (text.length - 1) >= 0.2;
  return changes >= 4 && (meanWordLength(text) < 3 || UNLIKELY.test(text));
}

/** Neighbours that no language of variable names has. */
const UNLIKELY = /[qQ][a-tv-z]|[jvxzJVXZ][bcdfghjkmnpqstvwxz]|[bcdfghjklmnpqrstvwxz]{6}/;

/** Of the words that capitals and other characters make; in random letters a capital comes after every second one. */
function meanWordLength(text: string): number {
  const words = text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
  return words.join('').length / Math.max(1, words.length);
}

/** Words that are joined by dashes, dots or capitals, with a number of their own at most: `db-credentials-v2`, `userToken2`. */
export function isWords(text: string): boolean {
  return text
    .split(/[-_.:/\s]+/)
    .every((part) =>
      /^(?:[A-Z]?[a-z]*|[A-Z]+|\d{1,4})$|^[A-Z]?[a-z]{2,}(?:[A-Z][a-z]+){0,3}\d{0,4}$|^v\d+$/.test(part),
    );
}

/** Stands for a secret that a reader has to put in, or for one that was taken out already. */
export function isPlaceholder(text: string): boolean {
  if (/^(.)\1*$|^[x*.•_-]+$|\.\.\.|…|x{4}|X{4}|\*{4}|<[A-Za-z][\w -]*>|\$\{|#\{|\{\{|^&#?\w+;/.test(text))
    return true;
  if (
    /^(?:<.*|\[[a-z]\w*(?:[\s:].*|\]\**)?|\{\{?[\s$\w].*|\$[{(].*|\$\w+|\$[A-Z_][A-Z0-9_]*.*|%[a-z(].*|%\w+%|#\{.*|@[./~].*|![A-Za-z]+)$/i.test(
      text,
    )
  )
    return true;
  if (
    /(?:^|[^a-z])(?:your|changeme|change_me|placeholder|redacted|replace_?me)(?:[^a-z]|$)|^your[A-Z]/i.test(
      text,
    )
  )
    return true;
  return text.split(/[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])/).every((word) => VOCABULARY.has(word.toLowerCase()));
}

const VOCABULARY = new Set(
  ` your my the a an some any api key keys token tokens secret secrets password passwords pass passwd pwd here change me it
  changeme example placeholder test testing dummy fake sample insert replace with this value enter access auth client app user
  username name todo fixme xxx none null nil undefined true false default reset required optional invalid missing expired
  string number boolean bool bytes str int any object type new old current refresh bearer basic id uuid foo bar baz redacted
  hidden removed masked actual real private public authorization credential credentials is not set unset empty in from env
  environment file admin root postgres localhost and or of for include omit verify confirm forgot to must be field input`.split(
    /\s+/,
  ),
);

function isReference(text: string, strength: Strength): boolean {
  if (
    /^(?:process\.env|os\.(?:environ|getenv)|import\.meta|env\.|secrets\.|vars\.|github\.|self\.|this\.|new |await |async )/i.test(
      text,
    )
  )
    return true;
  // A call or an index: `getPassword()`, `tokens[0]`, `String.fromCharCode(1`.
  if (strength !== 'quoted' && /^[A-Za-z_$][\w$]*(?:[?!]?\.[\w$]+|::\w+)*[([{]/.test(text)) return true;
  if (strength !== 'quoted' && /^[A-Za-z_$][\w$]*(?:[?!]?\.[A-Za-z_$][\w$]*)+[!?]?$/.test(text))
    return text.split('.').every((part) => !isRandom(part) || part.length < 20);
  if (strength === 'bare' && CODE.test(text)) return true;
  return /=>|^(?:Option|Optional|Promise|Array|List|Vec|Box|Arc|Record|Partial)</.test(text);
}

/** Operators, calls and members of minified code, which has no blanks that would end a value. */
const CODE =
  /===|!==|=>|&&|\|\||[a-z]{3,}\(|^\(|\)[.;:?,})]|[{,][A-Za-z_$]+:|;[a-z.]+[.=(]|^(?:null|true|false|void)\b|\.[a-z]+[=;]|\[[a-z]\w*\]|^!/;

/** Japanese has no blanks either. */
function isForeignProse(text: string): boolean {
  const letters = (text.match(/[^ -~]/g) ?? []).length;
  return letters * 4 > text.length;
}

const FILE_END =
  /\.(?:txt|json|jsonc|jsonl|ya?ml|pem|key|pub|env|toml|md|m?[jt]sx?|py|go|rs|rb|java|sh|crt|cert|conf|cfg|ini|lock|log|html|css|php|sql|xml|example)$/i;

function isPath(text: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || FILE_END.test(text)) return true;
  if (/^(?:~|\.{1,2}|[A-Za-z]:)[\\/]/.test(text)) return true;
  if (/^sha\d+[-:]|^\d{4}-\d\d-\d\d[T ]/.test(text)) return true;
  // One in 64 random base64 values begins with a slash.
  return (
    text.startsWith('/') &&
    !(text.length >= 24 && isRandom(text) && text.split('/').length <= 5 && /[A-Z].*\d|\d.*[A-Z]/.test(text))
  );
}

/** `ACCESS_TOKEN=ACCESS_TOKEN_NAME`, `PASSWORD=password_reset`: another name. */
function isEnumerator(text: string): boolean {
  return (
    /^[A-Z]+(?:_[A-Z]+)+$/.test(text) ||
    /^(?:[a-z]+[_-])*(?:password|token|secret|key)(?:[_-][a-z]+)*$/.test(text)
  );
}

function isPassword(text: string, strength: Strength): boolean {
  if (!/[A-Za-z]/.test(text)) return /\d/.test(text) && /[^\d\s.,:-]/.test(text);
  const isIdentifier = /^[A-Za-z_$][\w$]*$/.test(text);
  if (strength === 'quoted')
    return /\d/.test(text) || (/[^\w\s.:-]/.test(text) && text.length >= 8) || isRandom(text);
  if (isIdentifier) return isRandom(text) || (/\d/.test(text) && !isWords(text) && text.length >= 8);
  return (/\d/.test(text) && text.length >= 8) || isRandom(text);
}

function hasLetterAndDigit(text: string): boolean {
  return /[A-Za-z]/.test(text) && /\d/.test(text);
}

function kindOf(code: number): number {
  if (code >= 48 && code <= 57) return 0;
  if (code >= 97 && code <= 122) return 1;
  return code >= 65 && code <= 90 ? 2 : 3;
}
