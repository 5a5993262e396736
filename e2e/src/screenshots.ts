import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { becomeOwner, openBrowser } from './browser.ts';
import { startProduct } from './product.ts';

// The pictures of the documentation, from the demo: node e2e/src/screenshots.ts
const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));

/** The demo's history is in and its sessions have begun to move. */
const SETTLE_MS = 20_000;

await mkdir(folder, { recursive: true });
const product = await startProduct(['--demo']);
const browser = await openBrowser();
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
  await becomeOwner(context, product.setupUrl ?? '');
  const page = await context.newPage();
  await page.goto(product.url);
  await page.waitForTimeout(SETTLE_MS);
  await page.getByTestId('session-card').first().click();
  await page.getByTestId('agent-node').first().waitFor();
  await page.waitForTimeout(1000);
  await page.screenshot({ path: `${folder}operations.png` });
} finally {
  await browser.close();
  await product.stop();
}
