import { toolArgument } from '@orrery/transcript';
import { ChevronRight, Info, Link2, Sparkles, TriangleAlert } from 'lucide-react';
import { memo, useState } from 'react';
import { formatAgo } from '../../format/duration.ts';
import { counted, formatModel } from '../../format/name.ts';
import { withUnseenNamed } from '../../format/visible-text.ts';
import type { EntryView as Entry } from '../../state/wire-types.ts';
import { Avatar } from '../../ui/bits.tsx';
import { IconButton } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { Fold, foldRowClass } from '../../ui/fold.tsx';
import { Icon, toolIcon } from '../../ui/icons.tsx';
import { Pieces } from '../../ui/long-text.tsx';
import { Ticking } from '../../ui/ticking.tsx';
import { CodeBlock } from './code-block.tsx';
import { Markdown } from './markdown.tsx';
import { PlainBoundary } from './plain-boundary.tsx';
import { useShortPath } from './session-folder.ts';
import { ToolInputView } from './tool-input-view.tsx';

type Part = Entry['parts'][number];

/** What an entry needs to be shown. */
export interface EntryProps {
  entry: Entry;
  sessionId: string;
  person: string | null;
  agentName: string | null;
  isFocused?: boolean;
  /** The entry before it is of the same author and turn: it is drawn as a part of that one. */
  isContinued?: boolean;
}

/** One line of a transcript as a person reads it. What is not understood is shown as it is. */
export const EntryView = memo(function EntryView({
  entry,
  sessionId,
  person,
  agentName,
  isFocused = false,
  isContinued = false,
}: EntryProps) {
  const author = authorOf(entry, person, agentName);
  return (
    <article
      data-testid="conversation-entry"
      data-uuid={entry.uuid}
      data-kind={entry.kind}
      aria-label={author}
      // A click gives it the focus: L then copies the link to it.
      tabIndex={-1}
      className={`group/entry relative grid grid-cols-[24px_minmax(0,1fr)] gap-x-2.5 px-4 ${isContinued ? 'py-0.5' : 'py-1.5'} ${isFocused ? 'before:absolute before:inset-y-1 before:left-0 before:w-[3px] before:bg-mark-line' : ''} ${entry.agentId !== null ? 'ml-4 border-l-2 border-line-strong' : ''}`}
    >
      {isContinued ? <span /> : <EntryMark entry={entry} person={person} />}
      <div className="min-w-0">
        {!isContinued && (
          <header className="flex min-w-0 items-baseline gap-2 leading-5 max-md:mb-1">
            <b className="flex-none text-12 font-semibold">{author}</b>
            {entry.at !== null && (
              <Ticking at={entry.at} format={agoWords} className="flex-none text-12 text-fg-3" />
            )}
            {entry.note !== undefined && (
              <span className="min-w-0 truncate text-12 text-fg-3">{entry.note}</span>
            )}
          </header>
        )}
        <span className="absolute top-1 right-4 opacity-0 group-focus-within/entry:opacity-100 group-hover/entry:opacity-100">
          <IconButton
            label="Copy link to this message"
            size={22}
            onClick={() =>
              void copyText(
                new URL(`/sessions/${sessionId}#${entry.uuid}`, location.href).href,
                'Link copied',
              )
            }
          >
            <Icon of={Link2} size={14} />
          </IconButton>
        </span>
        <EntryBody entry={entry} />
      </div>
    </article>
  );
});

const agoWords = (ms: number) => (ms < 2_000 ? formatAgo(ms) : `${formatAgo(ms)} ago`);

function authorOf(entry: Entry, person: string | null, agentName: string | null): string {
  switch (entry.kind) {
    case 'prompt':
    case 'command':
    case 'interruption':
      return agentName === null ? (person ?? 'Person') : 'Claude';
    case 'assistant':
      return agentName ?? 'Claude';
    case 'toolResult':
      return 'Tool result';
    case 'notification':
      return 'Notification';
    case 'compaction':
      return 'Summary of the conversation so far';
    case 'system':
      return 'Client';
    case 'meta':
      return 'Context';
    case 'unknown':
      return 'Line of unknown type';
    case 'malformed':
      return 'Line that could not be read';
  }
}

function EntryMark({ entry, person }: { entry: Entry; person: string | null }) {
  if (entry.kind === 'prompt' || entry.kind === 'command')
    return <Avatar name={person ?? 'Person'} size={24} />;
  if (entry.kind === 'assistant') {
    return (
      <span
        className="flex size-[22px] items-center justify-center rounded-full bg-accent text-on-accent"
        title={entry.model === undefined ? undefined : formatModel(entry.model)}
      >
        <Icon of={Sparkles} size={12} />
      </span>
    );
  }
  const isBad = entry.kind === 'malformed' || entry.kind === 'unknown';
  return (
    <span className="flex size-[22px] items-center justify-center text-fg-3">
      <Icon of={isBad ? TriangleAlert : Info} size={14} />
    </span>
  );
}

function EntryBody({ entry }: { entry: Entry }) {
  switch (entry.kind) {
    case 'unknown':
    case 'malformed':
      return <RawLine entry={entry} />;
    case 'compaction':
    case 'meta':
      return (
        <Fold
          summary={
            <span className="text-fg-3">
              {entry.kind === 'meta' ? 'Text that the client added' : 'Show the summary'}
            </span>
          }
        >
          <Parts parts={entry.parts} />
        </Fold>
      );
    default:
      return <Parts parts={entry.parts} />;
  }
}

/** A line as it came, and where it is in its file. */
function RawLine({ entry }: { entry: Entry }) {
  const text = entry.parts.map((part) => ('text' in part ? part.text : '')).join('\n');
  return (
    <>
      {entry.offset !== undefined && (
        <p className="num text-12 text-fg-3">
          at byte {entry.offset.toLocaleString('en-US')} of its file. The rest is shown.
        </p>
      )}
      <div className="mt-1">
        <CodeBlock code={text} language={entry.kind === 'unknown' ? 'json' : null} />
      </div>
    </>
  );
}

function Parts({ parts }: { parts: readonly Part[] }) {
  return (
    <div className="flex flex-col gap-2">
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one entry never change places
        <div key={index}>
          <PlainBoundary text={() => ('text' in part ? part.text : JSON.stringify(part))}>
            <PartView part={part} />
          </PlainBoundary>
        </div>
      ))}
    </div>
  );
}

function PartView({ part }: { part: Part }) {
  switch (part.type) {
    case 'text':
      return (
        <>
          <Markdown text={part.text} />
          <Truncation part={part} />
        </>
      );
    case 'thinking':
      return (
        <Fold
          summary={
            <span className="text-fg-3">Thinking, {counted(part.text.split(/\s+/).length, 'word')}</span>
          }
        >
          <div className="border-l-2 border-line-strong pl-3 text-fg-2 italic">
            <Markdown text={part.text} />
          </div>
        </Fold>
      );
    case 'toolUse':
      return <ToolUse part={part} />;
    case 'toolResult':
      return <ToolResult part={part} />;
    case 'image':
      return (
        <p className="text-12 text-fg-3">
          Image, {part.mediaType}, {Math.ceil(part.sizeBytes / 1_000)} kB
        </p>
      );
    case 'raw':
      return <CodeBlock code={part.text} language={null} />;
  }
}

const editTools = new Set(['Edit', 'MultiEdit']);

function ToolUse({ part }: { part: Part & { type: 'toolUse' } }) {
  const [isOpen, setOpen] = useState(editTools.has(part.name));
  const argument = withUnseenNamed(toolArgument(part.name, part.input));
  const shown = useShortPath(argument);
  return (
    <div>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className={`${foldRowClass} text-12 text-fg-3 hover:text-fg`}
      >
        <Icon of={ChevronRight} size={12} className={isOpen ? 'rotate-90' : ''} />
        <Icon of={toolIcon(part.name)} size={12} />
        <span className="font-medium text-fg">{part.name}</span>
        <span className="truncate font-mono text-11" title={argument}>
          <Pieces text={shown} />
        </span>
      </button>
      {isOpen && (
        <div className="mt-1">
          <ToolInputView tool={part.name} input={part.input} />
        </div>
      )}
    </div>
  );
}

/** Longer answers are folded, failures never. */
const OPEN_LINES = 20;

function ToolResult({ part }: { part: Part & { type: 'toolResult' } }) {
  const lines = part.text.split('\n').length;
  const body = (
    <>
      <CodeBlock code={part.text === '' ? '(no output)' : part.text} language={null} />
      <Truncation part={part} />
    </>
  );
  if (part.isError) {
    return (
      <>
        <p className="mb-1 font-medium text-danger">Failed</p>
        {body}
      </>
    );
  }
  return lines > OPEN_LINES ? (
    <Fold summary={<span className="text-fg-3">Output, {counted(lines, 'line')}</span>}>{body}</Fold>
  ) : (
    body
  );
}

function Truncation({ part }: { part: { text: string; truncatedFrom?: number | undefined } }) {
  if (part.truncatedFrom === undefined) return null;
  return (
    <p className="num mt-1 text-12 text-fg-3">
      {part.text.length.toLocaleString('en-US')} of {part.truncatedFrom.toLocaleString('en-US')} characters.
      The stored line has all.
    </p>
  );
}
