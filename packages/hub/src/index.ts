export type * from './archive/archive.ts';
