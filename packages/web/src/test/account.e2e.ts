import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults } from './axe.ts';
import { openPages, type Pages } from './open-page.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await openPages();
});
afterEach(() => pages.reset());
afterAll(() => pages.close());

const CODE = 'the-newest-code';
const open = async (path: string, options: { setupCode?: string; width?: number } = {}) => {
  const { width = 1440, ...hub } = options;
  const opened = await pages.open({ path, width, ready: 'main h1', hub: { isSignedIn: false, ...hub } });
  return opened.page;
};
const focused = (page: Page) =>
  page.evaluate(() => {
    const now = document.activeElement;
    if (now === null || now === document.body) return 'nothing';
    const label = now instanceof HTMLInputElement ? now.labels?.[0]?.textContent : null;
    return label ?? now.textContent;
  });
/** What belongs to a field by its own word: its hint and its error. */
const described = (page: Page, label: string) =>
  page.getByLabel(label, { exact: true }).evaluate((field) => {
    const ids = (field.getAttribute('aria-describedby') ?? '').split(' ');
    const words = ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
    return `${field.getAttribute('aria-invalid')} ${words}`;
  });

describe('a hub without an owner', () => {
  it('[WS4] says so where one would sign in, and takes the link or its code', async () => {
    const page = await open('/', { setupCode: CODE });
    await page.getByRole('heading', { name: 'This hub has no owner yet' }).waitFor();
    expect(await page.getByText('Sign in').count()).toBe(0);
    const field = page.getByLabel('Paste the link or its code');
    await expect.poll(() => focused(page)).toContain('Paste the link');
    expect(await axeFaults(page)).toEqual([]);
    await field.fill('an-older-one');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('alert').getByText('Open the newest link').waitFor();
    await expect.poll(() => focused(page)).toContain('Paste the link');
    expect(await described(page, 'Paste the link or its code')).toMatch(/^true .*newest link/);
    await field.fill(`${new URL(page.url()).origin}/setup#code=${CODE}`);
    await field.press('Enter');
    await page.getByRole('heading', { name: 'Become the owner' }).waitFor();
    await expect.poll(() => focused(page)).toContain('Your name');
  });

  it('[WS4] checks the code of a link at once, and takes it out of the address', async () => {
    const page = await open(`/setup#code=${CODE}`, { setupCode: CODE });
    await page.getByLabel('Your name').waitFor();
    expect(new URL(page.url()).hash).toBe('');
    expect(await axeFaults(page)).toEqual([]);
    await page.goto('about:blank');
    await page.goBack();
    // Neither the history nor a reload holds it.
    await page.getByLabel('Paste the link or its code').waitFor();
    await page.evaluate(() => location.assign('#code=an-older-one'));
    await page.getByRole('alert').getByText('Open the newest link').waitFor();
    expect(new URL(page.url()).hash).toBe('');
    await page.evaluate((code) => location.assign(`#code=${code}`), CODE);
    await page.getByLabel('Your name').waitFor();
  });

  it('[WS4] says what is missing in own words, at its field', async () => {
    const page = await open(`/setup#code=${CODE}`, { setupCode: CODE, width: 390 });
    await page.getByLabel('Your name').fill('Ana');
    await page.getByLabel('E-mail address').fill('ana@example.com');
    await page.getByLabel('Password').fill('short');
    await page.getByRole('button', { name: 'Create the owner' }).click();
    await page.getByRole('alert').getByText('10 characters').waitFor();
    expect(await described(page, 'Password')).toMatch(/^true .*10 characters/);
    expect(await focused(page)).toContain('Password');
    expect(await axeFaults(page)).toEqual([]);
  });
});

describe('a hub with an owner', () => {
  it('[WS4] says at /setup that it has one, and leads to the sign-in', async () => {
    for (const path of ['/setup', '/setup#code=used']) {
      const page = await open(path);
      await page.getByRole('heading', { name: 'This hub has an owner' }).waitFor();
      await page.getByRole('link', { name: 'Sign in' }).click();
      await page.getByLabel('E-mail address').waitFor();
      await expect.poll(() => focused(page)).toContain('E-mail address');
      await pages.reset();
    }
  });

  it('[WS5] begins at the first empty field to choose a new password, and says what is wrong there', async () => {
    const page = await open('/reset');
    await expect.poll(() => focused(page)).toContain('One-time code');
    const other = await open('/reset#code=abc');
    await expect.poll(() => focused(other)).toContain('New password');
    expect(new URL(other.url()).hash).toBe('');
    await other.getByLabel('New password').fill('short');
    await other.getByRole('button', { name: 'Set the password' }).click();
    await other.getByRole('alert').getByText('10 characters').waitFor();
    await other.getByLabel('New password').fill('long enough for this');
    await other.getByRole('button', { name: 'Set the password' }).click();
    await other.getByRole('alert').getByText('This code does not work.').waitFor();
    await other.getByLabel('One-time code').waitFor();
  });

  it('[WS5] says why one has to sign in', async () => {
    const words = {
      password: 'Your password was changed. Sign in with the new one.',
      out: 'You were signed out.',
    };
    for (const [why, text] of Object.entries(words)) {
      const page = await open(`/sign-in?why=${why}`);
      await page.getByText(text).waitFor();
      await pages.reset();
    }
  });

  it('[WF1] keeps the focus when a sign-in fails', async () => {
    const page = await open('/sign-in', { width: 390 });
    await page.getByLabel('E-mail address').fill('ana@example.com');
    await page.getByLabel('Password').fill('not this one');
    const button = page.getByRole('button', { name: 'Sign in' });
    await button.focus();
    await page.keyboard.press('Enter');
    const alert = page.getByRole('alert').filter({ hasText: 'do not go together' });
    await alert.waitFor();
    expect(await focused(page)).not.toBe('nothing');
    const [box, above] = [await button.boundingBox(), await alert.boundingBox()];
    expect(box?.height).toBe(44);
    expect((box?.y ?? 0) - (above?.y ?? 0) - (above?.height ?? 0)).toBeGreaterThanOrEqual(8);
  });
});
