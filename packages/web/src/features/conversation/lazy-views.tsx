import { lazyPart } from '../../ui/lazy-part.tsx';

/** The readers of messages come in their own chunk: the fleet is on screen before Markdown is. */
const load = () => import('./views.ts');

/** One line of a transcript as a person reads it. */
export const EntryView = lazyPart(() => load().then((views) => views.EntryView));
/** What a tool was asked to do, whole. */
export const ToolInputView = lazyPart(() => load().then((views) => views.ToolInputView));
/** Code as it is in the file. */
export const CodeBlock = lazyPart(() => load().then((views) => views.CodeBlock));
/** Markdown, made harmless. */
export const Markdown = lazyPart(() => load().then((views) => views.Markdown));
