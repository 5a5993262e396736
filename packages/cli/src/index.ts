export { runCli } from './program.ts';
export { type CorpusOptions, type CorpusReport, writeCorpus } from './synthetic/corpus.ts';
export type { Terminal } from './terminal/terminal.ts';
