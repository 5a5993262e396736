import { FilePen } from 'lucide-react';
import { memo, useMemo } from 'react';
import { withTurnsNamed } from '../../format/visible-text.ts';
import { Icon } from '../../ui/icons.tsx';
import { Pieces } from '../../ui/long-text.tsx';
import { CodeBlock, ColouredLine, useHighlighted } from './code-block.tsx';
import { languageOfPath } from './languages.ts';
import { type DiffLine, diffLines } from './line-diff.ts';
import { useShortPath } from './session-folder.ts';

const looks: Record<DiffLine['kind'], { row: string; sign: string; name: string }> = {
  same: { row: 'text-fg-2', sign: '', name: '' },
  added: { row: 'bg-add-tint text-fg', sign: '+', name: 'added' },
  removed: { row: 'bg-del-tint text-fg', sign: '−', name: 'removed' },
};

/** An edit as lines that came and went. */
export const DiffBlock = memo(function DiffBlock({
  path,
  edits,
}: {
  path: string;
  edits: readonly { before: string; after: string }[];
}) {
  const hunks = useMemo(
    () => edits.map(({ before, after }) => diffLines(withTurnsNamed(before), withTurnsNamed(after))),
    [edits],
  );
  const shownPath = withTurnsNamed(useShortPath(path));
  const all = hunks.flat();
  if (all.length > MOST_DRAWN_LINES || all.reduce((sum, { text }) => sum + text.length, 0) > MOST_DRAWN_SIGNS)
    return <WholeEdits path={path} edits={edits} />;
  const count = (kind: DiffLine['kind']) => all.filter((line) => line.kind === kind).length;
  return (
    <figure className="overflow-hidden rounded-card bg-well font-mono text-12 leading-[19px] ring-1 ring-line-strong ring-inset">
      <figcaption className="flex h-7 items-center gap-2 border-b border-line px-2.5 text-11 text-fg-2">
        <Icon of={FilePen} size={12} />
        <span className="min-w-0 flex-1 truncate" title={withTurnsNamed(path)}>
          <Pieces text={shownPath} />
        </span>
        <span className="num text-add">+{count('added')}</span>
        <span className="num text-del">−{count('removed')}</span>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <div tabIndex={0} data-scrolls className="ring-inside max-h-[32rem] overflow-auto">
        {hunks.map((lines, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: edits of one call have no other identity
          <Hunk key={index} lines={lines} language={languageOfPath(path)} />
        ))}
      </div>
    </figure>
  );
});

/** Each line of a diff is elements of its own: with more of them the page would stop for a moment. */
const MOST_DRAWN_LINES = 4_000;
/** Its lines are all laid out at once. */
const MOST_DRAWN_SIGNS = 200_000;

/** Edits of very many lines: what was there and what comes, each as one text. */
function WholeEdits({ path, edits }: { path: string; edits: readonly { before: string; after: string }[] }) {
  return edits.map(({ before, after }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: edits of one call have no other identity
    <div key={index} className="flex flex-col gap-1">
      <CodeBlock code={before} language={null} title={`${withTurnsNamed(path)}, before`} />
      <CodeBlock code={after} language={null} title={`${withTurnsNamed(path)}, after`} />
    </div>
  ));
}

function Hunk({ lines, language }: { lines: readonly DiffLine[]; language: string | null }) {
  const code = useMemo(() => lines.map((line) => line.text).join('\n'), [lines]);
  const coloured = useHighlighted(code, language);
  return (
    <div data-hunk className="w-max min-w-full py-0.5 not-first:border-t not-first:border-line">
      {lines.map((line, index) => {
        const look = looks[line.kind];
        const pieces = coloured?.[index];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text have no other identity
          <div key={index} data-line className={`grid grid-cols-[24px_1fr] pr-3 whitespace-pre ${look.row}`}>
            <span
              className={`text-center font-semibold select-none ${line.kind === 'added' ? 'text-add' : 'text-del'}`}
            >
              <span aria-hidden>{look.sign}</span>
              <span className="sr-only">{look.name}</span>
            </span>
            <span>{pieces === undefined ? <Pieces text={line.text} /> : <ColouredLine line={pieces} />}</span>
          </div>
        );
      })}
    </div>
  );
}
