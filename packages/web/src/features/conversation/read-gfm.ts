import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** The part of a unified processor that a syntax is added to. */
interface SyntaxData {
  micromarkExtensions?: unknown[];
  fromMarkdownExtensions?: unknown[];
}

/**
 * Adds tables, task lists, struck text and bare links to what Markdown can say. As `remark-gfm` does, but for reading only:
 * its writer is a tenth of the reader's size and is never used.
 */
export function readGfm(this: { data(): object }): void {
  const data: SyntaxData = this.data();
  data.micromarkExtensions = [...(data.micromarkExtensions ?? []), gfm()];
  data.fromMarkdownExtensions = [...(data.fromMarkdownExtensions ?? []), gfmFromMarkdown()];
}
