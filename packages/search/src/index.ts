export { planGrams } from './grams/plan-grams.ts';
export { createMatcher, type Matcher, matchEntries } from './match/match-entries.ts';
export { createNeedle, findNeedle, type Needle } from './match/needle.ts';
export { parseQuery } from './query/parse-query.ts';
export type { QueryNode } from './query/query.ts';
export { type BlockSet, candidateBlocks } from './segments/block-set.ts';
export { BUCKET_COUNT } from './segments/bucket-codec.ts';
export {
  createSegmentBuilder,
  type SegmentBuilder,
  type SegmentPostings,
} from './segments/segment-builder.ts';
export {
  DIRECTORY_BUCKET,
  type DirectoryBlock,
  decodeDirectory,
  encodeDirectory,
} from './segments/segment-directory.ts';
export { type MergePlan, mergeBucket, planMerge } from './segments/segment-merger.ts';
export { createSnippet, type SnippetPiece } from './snippet/snippet.ts';
