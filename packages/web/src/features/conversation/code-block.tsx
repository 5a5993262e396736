import { Copy } from 'lucide-react';
import { memo, useEffect, useMemo, useState } from 'react';
import { blocksOf } from '../../format/pieces.ts';
import { beginningToName, withTurnsNamed } from '../../format/visible-text.ts';
import { IconButton } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { Icon } from '../../ui/icons.tsx';
import { LongText, Pieces } from '../../ui/long-text.tsx';
import type { CodeLine } from './highlighter.ts';
import { grammarName } from './languages.ts';
import { ShowAll } from './show-all.tsx';

/** Beyond this, colours cost more than they tell. */
const MOST_CHARS = 60_000;

/** Beyond this, laying the text out stops the page for a moment: it is asked for first. */
const MOST_SHOWN_CHARS = 200_000;

/** Code as it is in the file: no ligatures, no wrapping. Colours come when the highlighter has loaded. */
export const CodeBlock = memo(function CodeBlock({
  code,
  language,
  title,
}: {
  code: string;
  language: string | null;
  title?: string;
}) {
  const [isWhole, setWhole] = useState(false);
  const beginning = isWhole ? code : beginningToName(code, MOST_SHOWN_CHARS);
  const shown = useMemo(() => withTurnsNamed(beginning), [beginning]);
  const lines = useHighlighted(shown, language);
  return (
    <figure className="group relative overflow-hidden rounded-card bg-well font-mono text-12 leading-[19px] ring-1 ring-line-strong ring-inset">
      {title !== undefined && (
        <figcaption className="border-b border-line px-2.5 py-1 text-11 text-fg-2">
          <Pieces text={title} />
        </figcaption>
      )}
      <span className="absolute top-1 right-1 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
        <IconButton
          label="Copy code"
          look="plain"
          size={26}
          onClick={() => void copyText(code, 'Code copied')}
        >
          <Icon of={Copy} size={14} />
        </IconButton>
      </span>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <pre tabIndex={0} data-scrolls className="ring-inside max-h-[32rem] overflow-auto px-2.5 py-2">
        <code className={blocksOf(shown).length > 1 && lines === null ? 'blocks-of-text' : undefined}>
          {lines === null ? <LongText text={shown} /> : <ColouredLines lines={lines} />}
        </code>
      </pre>
      <ShowAll shown={beginning.length} of={code.length} onShow={() => setWhole(true)} />
    </figure>
  );
});

/** Lines of coloured pieces. */
export function ColouredLines({ lines }: { lines: readonly CodeLine[] }) {
  return lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text have no other identity
    <span key={index}>
      <ColouredLine line={line} />
      {index < lines.length - 1 && '\n'}
    </span>
  ));
}

/** One line of coloured pieces. */
export function ColouredLine({ line }: { line: CodeLine }) {
  return line.map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line have no other identity
    <span key={index} style={piece.colour === null ? undefined : { color: piece.colour }}>
      <Pieces text={piece.text} />
    </span>
  ));
}

/** Coloured lines of a code, or null until (or unless) there are any. */
export function useHighlighted(code: string, language: string | null): readonly CodeLine[] | null {
  const [held, setHeld] = useState<{ code: string; lines: readonly CodeLine[] | null } | null>(null);
  useEffect(() => {
    if (language === null || grammarName(language) === null || code.length > MOST_CHARS) return;
    let isCurrent = true;
    // Without colours the code is still all there.
    import('./reader-desks.ts')
      .then(({ askHighlight }) => askHighlight(code, language))
      .then(
        (lines) => isCurrent && setHeld({ code, lines }),
        () => isCurrent && setHeld({ code, lines: null }),
      );
    return () => {
      isCurrent = false;
    };
  }, [code, language]);
  return held?.code === code ? held.lines : null;
}
