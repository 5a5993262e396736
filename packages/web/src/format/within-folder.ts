/** Paths below the session's own folder, told from there: everybody who looks knows the folder, few have the width. */
export function withinFolder(text: string, folder: string | null): string {
  if (folder === null || folder.length < 2) return text;
  const separator = folder.includes('\\') ? '\\' : '/';
  return text.replaceAll(folder.endsWith(separator) ? folder : folder + separator, '');
}
