import type { QueryNode } from './query.ts';

/**
 * Reads a query as people type it; every string means something. Words apart are terms that must all occur, `"..."` is one
 * term with its spaces, `-` before a letter, a digit or a quote excludes. Code has meaning of its own, so `--force`, `->`
 * and a quote inside a word are plain text, and a query of nothing but exclusions is taken literally (`-rf`).
 */
export function parseQuery(input: string): QueryNode {
  const tokens = readTokens(input);
  const isLiteral = tokens.every((token) => token.isExcluded);
  const nodes = tokens.map((token): QueryNode => {
    const { text, isPhrase, isExcluded } = token;
    if (isExcluded && isLiteral) return { type: 'text', text: isPhrase ? text : `-${text}`, isPhrase };
    const node: QueryNode = { type: 'text', text, isPhrase };
    return isExcluded ? { type: 'not', node } : node;
  });
  return nodes.length === 1 && nodes[0] ? nodes[0] : { type: 'and', nodes };
}

interface Token {
  text: string;
  isPhrase: boolean;
  isExcluded: boolean;
}

const EXCLUDES = /^-(?=["\p{L}\p{N}])/u;

function readTokens(input: string): Token[] {
  const tokens: Token[] = [];
  let rest = input.trimStart();
  while (rest !== '') {
    const isExcluded = EXCLUDES.test(rest);
    if (isExcluded) rest = rest.slice(1);
    const isPhrase = rest.startsWith('"');
    const [text, length] = isPhrase ? readPhrase(rest) : readWord(rest);
    if (text !== '') tokens.push({ text, isPhrase, isExcluded });
    rest = rest.slice(length).trimStart();
  }
  return tokens;
}

function readWord(rest: string): [text: string, length: number] {
  const end = rest.search(/\s/u);
  const text = end === -1 ? rest : rest.slice(0, end);
  return [text, text.length];
}

/** An open quote runs to the end: the person is still typing. `\"` is a quote inside. */
function readPhrase(rest: string): [text: string, length: number] {
  let text = '';
  for (let i = 1; i < rest.length; i++) {
    if (rest[i] === '"') return [text, i + 1];
    if (rest[i] === '\\' && rest[i + 1] === '"') i++;
    text += rest[i] ?? '';
  }
  return [text, rest.length];
}
