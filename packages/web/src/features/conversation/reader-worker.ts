import { highlight } from './highlighter.ts';
import { readMarkdown } from './read-markdown.ts';
import type { ReaderJob } from './reader-desks.ts';

/** Reads what could take long: hostile Markdown, and code that a grammar's expressions stumble over. The page ends it when it does. */
addEventListener('message', ({ data }: MessageEvent<ReaderJob>) => {
  if (data.kind === 'markdown') postMessage(readMarkdown(data.text));
  else
    highlight(data.code, data.language).then(
      (lines) => postMessage(lines),
      () => postMessage(null),
    );
});
