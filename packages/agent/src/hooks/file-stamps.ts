import { look } from '../files/look.ts';

/** Size, times and inode of some files, as one text that changes when any of them does. */
export function stampFiles(paths: readonly string[]): string {
  return paths.map(stampOf).join('|');
}

function stampOf(path: string): string {
  try {
    const stats = look(path);
    return stats ? `${stats.ino}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs}:${stats.mode}` : 'none';
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code);
    throw error;
  }
}
