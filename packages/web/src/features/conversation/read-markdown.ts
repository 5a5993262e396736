import { defaultSchema, type Schema, sanitize } from 'hast-util-sanitize';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toHast } from 'mdast-util-to-hast';
import { gfm } from 'micromark-extension-gfm';

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

/**
 * Reads Markdown with tables, task lists, struck text and bare links; HTML in it is left out. These are the parts that
 * `react-markdown` is made of, without the third of it that serves plugins, files and all attributes of HTML and SVG.
 */
export function readMarkdown(text: string): SafeNode {
  return sanitize(toHast(fromMarkdown(text, { extensions, mdastExtensions })), schema);
}
