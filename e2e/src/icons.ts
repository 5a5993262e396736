import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openBrowser } from './browser.ts';

// The icons of an installed page, from the favicon: node e2e/src/icons.ts
const folder = fileURLToPath(new URL('../../packages/web/public/', import.meta.url));

/** File names and sides in pixels: what a web app manifest asks for, and what iOS takes for its home screen. */
const icons = { 'icon-192': 192, 'icon-512': 512, 'apple-touch-icon': 180 };

/** Systems cut icons to circles and squircles: the drawing keeps to the middle. */
const MARGIN = 0.16;

const favicon = await readFile(`${folder}favicon.svg`, 'utf8');
const browser = await openBrowser();
try {
  for (const [name, side] of Object.entries(icons)) {
    const page = await browser.newPage({ viewport: { width: side, height: side }, colorScheme: 'dark' });
    const margin = Math.round(side * MARGIN);
    await page.setContent(`<body style="margin:0;padding:${margin}px;background:#0b0c10">${favicon}</body>`);
    await page.screenshot({ path: `${folder}${name}.png` });
    await page.close();
  }
} finally {
  await browser.close();
}
