import { createElement, Fragment, memo, type ReactNode } from 'react';
import { withTurnsNamed } from '../../format/visible-text.ts';
import { Pieces } from '../../ui/long-text.tsx';
import { CodeBlock } from './code-block.tsx';
import { PlainBoundary } from './plain-boundary.tsx';
import { PlainText } from './plain-text.tsx';
import type { SafeElement, SafeNode } from './read-markdown.ts';
import { useMarkdown } from './use-markdown.ts';

/**
 * Markdown of a message, made harmless. What would take too long, or cannot be drawn, is shown as it is. With `isAsked`, what
 * Markdown leaves out (HTML, targets that stand elsewhere) is shown too, all of it as it is: somebody says yes to it.
 */
export const Markdown = memo(function Markdown({
  text,
  isAsked = false,
}: {
  text: string;
  isAsked?: boolean;
}) {
  const read = useMarkdown(text);
  if (read === null)
    return (
      // Nobody answers what changes its look under the answer.
      <div data-unread={isAsked ? '' : undefined}>
        <PlainText text={text} why={null} />
      </div>
    );
  if (read.tree === null) return <PlainText text={text} why={read.why} />;
  if (isAsked && read.hasUndrawn)
    return <PlainText text={text} why="Drawn as Markdown, a part of it could not be seen." />;
  const { tree } = read;
  return (
    <PlainBoundary text={() => text}>
      <div className="prose">{'children' in tree && tree.children.map(draw)}</div>
    </PlainBoundary>
  );
});

/** Blank text between the rows and cells of a table is no content there, and React says so. */
const onlyElements = new Set(['table', 'thead', 'tbody', 'tr']);

function draw(node: SafeNode, key: number): ReactNode {
  if (node.type === 'text') return <Pieces key={key} text={withTurnsNamed(node.value)} />;
  if (node.type !== 'element') return null;
  const { tagName, properties, children } = node;
  switch (tagName) {
    case 'a': {
      const href = textProperty(properties.href);
      // Its target was refused: what leads nowhere does not look as if it did.
      if (href === undefined || href === '') return <Fragment key={key}>{children.map(draw)}</Fragment>;
      return (
        <a key={key} href={href} target="_blank" rel="noopener noreferrer nofollow">
          {children.map(draw)}
        </a>
      );
    }
    case 'img': {
      const words = textProperty(properties.alt);
      return (
        <span key={key}>
          <Pieces text={words ? `[image: ${withTurnsNamed(words)}]` : '[image]'} />
        </span>
      );
    }
    case 'pre':
      return (
        <CodeBlock key={key} code={textOf(node).replace(/\n$/, '')} language={languageOf(children[0])} />
      );
    default: {
      const shown = onlyElements.has(tagName) ? children.filter(({ type }) => type === 'element') : children;
      // Nothing at all for what cannot hold anything, as a line break.
      return createElement(
        tagName,
        { ...propsOf(node), key },
        shown.length === 0 ? undefined : shown.map(draw),
      );
    }
  }
}

type Property = SafeElement['properties'][string];

function textProperty(value: Property): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The language of a block of code, as the text names it. */
function languageOf(code: SafeNode | undefined): string | null {
  if (code?.type !== 'element') return null;
  return /language-([\w+#-]+)/.exec(String(code.properties.className ?? ''))?.[1] ?? null;
}

function textOf(node: SafeNode): string {
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}

/** The attributes of an element by React's names. */
function propsOf({ properties }: SafeElement): Record<string, unknown> {
  const props: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'align') props.style = { textAlign: value };
    else props[reactName(name)] = Array.isArray(value) ? value.join(' ') : value;
  }
  return props;
}

/** React writes `aria-` and `data-` out, where the tree has `ariaLabel`. */
const reactName = (name: string): string =>
  /^(?:aria|data)[A-Z]/.test(name) ? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) : name;
