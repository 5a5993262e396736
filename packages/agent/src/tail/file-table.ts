import { createTrackedFile, type TrackedFile } from './tracked-file.ts';

/** All files of all roots. Two levels, so that the path strings are shared with the watcher's. */
export class FileTable {
  readonly #roots = new Map<string, Map<string, TrackedFile>>();

  get(root: string, path: string): TrackedFile | undefined {
    return this.#roots.get(root)?.get(path);
  }

  getOrCreate(root: string, path: string): TrackedFile {
    const files = this.#roots.get(root) ?? new Map<string, TrackedFile>();
    this.#roots.set(root, files);
    const file = files.get(path) ?? createTrackedFile(root, path);
    files.set(path, file);
    return file;
  }

  /** Forgets all others. */
  keepOnly(kept: ReadonlySet<TrackedFile>): void {
    for (const [root, files] of this.#roots) {
      for (const [path, file] of files) if (!kept.has(file)) files.delete(path);
      if (files.size === 0) this.#roots.delete(root);
    }
  }

  *all(): Generator<TrackedFile> {
    for (const files of this.#roots.values()) yield* files.values();
  }
}
