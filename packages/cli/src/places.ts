import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Top folder of the checkout: from the sources (`packages/cli/src/places.ts`) or from the bundle (`dist/app/*.mjs`). The
 * one-file agent may lie anywhere; then there is none.
 */
export const CHECKOUT: URL | null = findCheckout();

/** The built page. */
export const SITE_DIR: string | null = CHECKOUT && fileURLToPath(new URL('packages/web/dist/site', CHECKOUT));

function findCheckout(): URL | null {
  for (const up of ['../../../', '../../']) {
    const folder = new URL(up, import.meta.url);
    if (existsSync(new URL('packages/web/index.html', folder))) return folder;
  }
  return null;
}
