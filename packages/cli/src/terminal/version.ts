import { readFileSync } from 'node:fs';

/** Version of this program, from its package. */
export const CLI_VERSION: string = readVersion(new URL('../../package.json', import.meta.url));

function readVersion(manifest: URL): string {
  const parsed: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  if (
    typeof parsed === 'object' &&
    parsed !== null &&
    'version' in parsed &&
    typeof parsed.version === 'string'
  ) {
    return parsed.version;
  }
  throw new Error(`${manifest.pathname} has no version.`);
}
