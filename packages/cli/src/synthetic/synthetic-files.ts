/** Where generated lines go. Paths are below the config folder, with `/`. */
export interface SyntheticFiles {
  append(path: string, line: string): void;
  /** Rewrites a small file as a whole. */
  replace(path: string, content: string): void;
}
