import { lazyPart } from '../../ui/lazy-part.tsx';

/** The readers of messages come in their own chunk: the fleet is on screen before Markdown is. */
const load = () => import('./views.ts');

/** One line of a transcript as a person reads it. */
export const EntryView = lazyPart(() => load().then((views) => views.EntryView));
/** What a tool was asked to do, whole. */
export const ToolInputView = lazyPart(() => load().then((views) => views.ToolInputView), NotDrawn);
/** What else a tool was asked, beside what is shown in a form of its own. */
export const RestOfInput = lazyPart(() => load().then((views) => views.RestOfInput), NotDrawn);
/** Code as it is in the file. */
export const CodeBlock = lazyPart(() => load().then((views) => views.CodeBlock));
/** Markdown, made harmless. */
export const Markdown = lazyPart(() => load().then((views) => views.Markdown), NotDrawn);

/** Nothing is there to be read yet: what waits for an answer takes none until it is. */
function NotDrawn() {
  return <span data-unread hidden />;
}
