import {
  createCssVariablesTheme,
  createHighlighterCore,
  type HighlighterCore,
  type LanguageInput,
} from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { grammarName, grammars } from './languages.ts';

/** A line in pieces of one colour each; null is the colour of the text. */
export type CodeLine = readonly { text: string; colour: string | null }[];

let core: Promise<HighlighterCore> | undefined;

/** Each piece is an element of the page: with more of them, colours cost more than they tell. */
const MOST_PIECES = 12_000;

/** Colours a code; null when its language is not known. Colours are CSS variables, so themes need no second run. */
export async function highlight(code: string, language: string): Promise<readonly CodeLine[] | null> {
  const name = grammarName(language);
  const load = name === null ? undefined : grammars[name];
  if (name === null || load === undefined) return null;
  core ??= createHighlighterCore({
    themes: [createCssVariablesTheme({ name: 'orrery', variablePrefix: '--code-' })],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  const highlighter = await core;
  if (!highlighter.getLoadedLanguages().includes(name)) await highlighter.loadLanguage(load as LanguageInput);
  const { tokens } = highlighter.codeToTokens(code, { lang: name, theme: 'orrery' });
  if (tokens.reduce((sum, line) => sum + line.length, 0) > MOST_PIECES) return null;
  return tokens.map((line) =>
    line.map(({ content, color }) => ({
      text: content,
      colour: color === undefined || color.includes('foreground') ? null : color,
    })),
  );
}
