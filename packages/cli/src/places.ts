import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Top folder of the checkout: from the sources (`packages/cli/src/places.ts`) or from the bundle (`dist/app/*.mjs`). The
 * one-file agent may lie anywhere; then there is none.
 */
const checkout = findCheckout();

/** The built page; null where there is no checkout. */
export const SITE_DIR: string | null = checkout && fileURLToPath(new URL('packages/web/dist/site', checkout));

function findCheckout(): URL | null {
  for (const up of ['../../../', '../../']) {
    const folder = new URL(up, import.meta.url);
    if (existsSync(new URL('packages/web/index.html', folder))) return folder;
  }
  return null;
}
