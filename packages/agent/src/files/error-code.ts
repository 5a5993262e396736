/** The system's code of an error (`ENOENT`); null for an error of another kind. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error ? String(error.code) : null;
}
