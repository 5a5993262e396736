import { defaultSchema, type Schema, sanitize } from 'hast-util-sanitize';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toHast } from 'mdast-util-to-hast';
import { gfm } from 'micromark-extension-gfm';
import { cutDepth } from './cut-depth.ts';
import { MOST_NODES } from './markdown-budget.ts';
import { shallowMarkdown } from './shallow-markdown.ts';

/** Transcripts are hostile input: no HTML, nothing fetched from elsewhere, links only to the web and to mail. */
const schema: Schema = {
  ...defaultSchema,
  tagNames: (defaultSchema.tagNames ?? []).filter(
    (name) => !['picture', 'source', 'video', 'audio'].includes(name),
  ),
  // Without its address a picture is only its words.
  attributes: { ...defaultSchema.attributes, img: [] },
  protocols: { href: ['http', 'https', 'mailto'] },
};

const extensions = [gfm()];
const mdastExtensions = [gfmFromMarkdown()];

/** A part of a text, as HTML that is safe to make. */
export type SafeNode = ReturnType<typeof sanitize>;
/** An element of such a text. */
export type SafeElement = Extract<SafeNode, { type: 'element' }>;

/** A text that was read, or why it is shown as it is. */
export type ReadText =
  | { tree: SafeNode /** It says something that is not drawn, as HTML. */; hasUndrawn: boolean }
  | { tree: null; why: string };

/**
 * Reads Markdown with tables, task lists, struck text and bare links; HTML in it is left out. These are the parts that
 * `react-markdown` is made of, without the third of it that serves plugins, files and all attributes of HTML and SVG.
 * Never throws: what cannot be read is shown as it is. `readingPlace` says where it may be called.
 */
export function readMarkdown(text: string): ReadText {
  try {
    const source = shallowMarkdown(text);
    const root = fromMarkdown(source, { extensions, mdastExtensions });
    const { nodes, hasUndrawn, hasLongFlow } = cutDepth(root, source);
    if (nodes > MOST_NODES) return { tree: null, why: 'It has too many parts to be drawn as Markdown.' };
    if (hasLongFlow) return { tree: null, why: 'One of its paragraphs is too long to be drawn as Markdown.' };
    return { tree: sanitize(toHast(root), schema), hasUndrawn };
  } catch {
    // The parser's stack is at its end, or a text was found that it stumbles over.
    return { tree: null, why: 'Its Markdown could not be read.' };
  }
}
