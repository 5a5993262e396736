import { isWordEnd, matchAssignment } from './assignment.ts';
import { headerWords, matchAuthorizationHeader, matchScheme, schemeWords } from './authorization.ts';
import { matchPasswordArgument, passwordPrograms } from './command-line.ts';
import { cookieWords, matchCookies } from './cookies.ts';
import { type DotenvMemory, dotenvMark } from './dotenv.ts';
import {
  createMaintainedRule,
  type MaintainedRule,
  maintainedKeywords,
  type ReadTo,
} from './maintained-rules.ts';
import { matchPrivateKey, pemMarks } from './private-key.ts';
import { matchPuttyKey, puttyMark } from './putty-key.ts';
import type { RunReader } from './run-reader.ts';
import { nameIn, secretWords } from './secret-names.ts';
import { matchSignedUrl, signatureMarks } from './signed-url.ts';
import type { Span } from './span.ts';
import {
  jwtPrefixes,
  matchJwt,
  matchOldOpenAi,
  matchToken,
  oldOpenAiMark,
  tokenRules,
} from './token-rules.ts';
import { discordMarks, matchDiscord, tokenShapes } from './token-shapes.ts';
import { matchUrlPassword, urlMarks } from './url-credentials.ts';

/** What is remembered while a text is searched, and forgotten at its end: of a transcript, each line is one. */
export interface Reading {
  runs: RunReader;
  readTo: ReadTo;
  /** Names before this stand in a long value that is no secret. */
  valueTo: { end: number };
  /** Questions about the whole text that were asked already. */
  answers: Set<string>;
  /** Remembers from text to text. */
  dotenv: DotenvMemory;
}

/** Looks at the place of a keyword and says what to overwrite. */
export interface Rule {
  find: Find;
  /** Asked first, of the bytes around any text: false where nothing is to be found. Nearly all places end here. */
  isWorthIt?: (bytes: Buffer, position: number, dotenv: DotenvMemory) => boolean;
}

type Find = (bytes: Buffer, position: number, reading: Reading) => Span[];

/** Has to be followed in the line of a tool's result only. */
const RESULT_MARK = 'tool_use_id';

type One = (bytes: Buffer, position: number, reading: Reading) => Span | null;

/** All rules by their keyword. Own rules before maintained ones: they know JSON's escapes and cut finer. */
export function collectRules(): Map<string, Rule[]> {
  const rules = new Map<string, Rule[]>();
  const add = (keyword: string, find: Find, isWorthIt?: Rule['isWorthIt']): void => {
    rules.set(keyword, [...(rules.get(keyword) ?? []), { find, ...(isWorthIt && { isWorthIt }) }]);
  };
  const addOne = (keyword: string, match: One, isWorthIt?: Rule['isWorthIt']): void =>
    add(
      keyword,
      (bytes, position, reading) => {
        const span = match(bytes, position, reading);
        return span === null ? [] : [span];
      },
      isWorthIt,
    );
  for (const rule of tokenRules)
    addOne(rule.prefix, (bytes, at, { runs }) => matchToken(bytes, at, rule, runs));
  for (const prefix of jwtPrefixes) addOne(prefix, (bytes, at, { runs }) => matchJwt(bytes, at, runs));
  for (const { mark, match } of tokenShapes) addOne(mark, match);
  for (const mark of discordMarks) addOne(mark, matchDiscord);
  addOne(oldOpenAiMark, matchOldOpenAi);
  for (const word of schemeWords) addOne(word, (bytes, at) => matchScheme(bytes, at, word));
  for (const word of headerWords) add(word, (bytes, at) => matchAuthorizationHeader(bytes, at, word));
  for (const word of cookieWords) add(word, (bytes, at) => matchCookies(bytes, at, word));
  for (const word of secretWords) {
    const { length } = nameIn(word);
    addOne(
      word,
      (bytes, at, { valueTo }) =>
        at < valueTo.end ? null : matchAssignment(bytes, at, at + length, valueTo),
      (bytes, at) => isWordEnd(bytes, at + length),
    );
  }
  for (const program of passwordPrograms)
    addOne(program, (bytes, at) => matchPasswordArgument(bytes, at, program));
  for (const mark of signatureMarks) addOne(mark, (bytes, at) => matchSignedUrl(bytes, at, mark));
  for (const mark of urlMarks) addOne(mark, matchUrlPassword);
  for (const mark of pemMarks) add(mark, matchPrivateKey);
  add(puttyMark, matchPuttyKey);
  add(dotenvMark, (bytes, at, { answers, dotenv }) => dotenv.lineNamesDotenv(bytes, at, answers));
  add(
    RESULT_MARK,
    (bytes, _at, { answers, dotenv }) => dotenv.lineHasResult(bytes, answers),
    (_bytes, _at, dotenv) => !dotenv.isEmpty,
  );
  addMaintained(add);
  return rules;
}

function addMaintained(add: (keyword: string, find: Find) => void): void {
  const ready = new Map<string, MaintainedRule>();
  for (const [name, keywords] of Object.entries(maintainedKeywords)) {
    for (const keyword of keywords) {
      add(keyword, (bytes, position, { readTo }) => {
        const rule = ready.get(name) ?? createMaintainedRule(name);
        ready.set(name, rule);
        return rule(bytes, position, readTo);
      });
    }
  }
}
