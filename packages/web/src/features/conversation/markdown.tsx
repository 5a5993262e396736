import { memo } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import { CodeBlock } from './code-block.tsx';
import { readGfm } from './read-gfm.ts';

/** Transcripts are hostile input: no HTML, no images from elsewhere, links only to the web and as a new, unconnected tab. */
const schema = {
  ...defaultSchema,
  tagNames: (defaultSchema.tagNames ?? []).filter(
    (name) => !['img', 'picture', 'source', 'video', 'audio'].includes(name),
  ),
  protocols: { href: ['http', 'https', 'mailto'] },
};

const components: Components = {
  a: ({ children, href }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  ),
  img: ({ alt }) => <span>[image{alt ? `: ${alt}` : ''}]</span>,
  pre: ({ children }) => children,
  code: ({ className, children }) => {
    const text = String(children ?? '');
    const language = /language-([\w+#-]+)/.exec(className ?? '')?.[1];
    const isBlock = language !== undefined || text.includes('\n');
    return isBlock ? (
      <CodeBlock code={text.replace(/\n$/, '')} language={language ?? null} />
    ) : (
      <code>{children}</code>
    );
  },
};
const remarkPlugins = [readGfm];
const rehypePlugins: [[typeof rehypeSanitize, typeof schema]] = [[rehypeSanitize, schema]];

/** Markdown of a message, made harmless. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <div className="prose">
      <ReactMarkdown
        remarkPlugins={remarkPlugins}
        rehypePlugins={rehypePlugins}
        components={components}
        skipHtml
      >
        {text}
      </ReactMarkdown>
    </div>
  );
});
