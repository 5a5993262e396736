export { CodeBlock } from './code-block.tsx';
export { EntryView } from './entry-view.tsx';
export { Markdown } from './markdown.tsx';
export { RestOfInput, ToolInputView } from './tool-input-view.tsx';
