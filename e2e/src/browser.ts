import { type Browser, type BrowserContext, chromium } from 'playwright-core';

/** Debian's Chromium; the flags keep it from looking for the network. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Makes the owner through the setup page, as the person at the console would. The context is signed in afterwards. */
export async function becomeOwner(context: BrowserContext, setupUrl: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(setupUrl);
  await page.getByLabel('Your name').fill('Ana Ferreira');
  await page.getByLabel('E-mail address').fill('ana@example.com');
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: /create/i }).click();
  await page.getByTestId('signal-board').waitFor();
  await page.close();
}
