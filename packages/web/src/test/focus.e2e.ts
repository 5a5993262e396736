import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openPages, type Pages } from './open-page.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await openPages();
});
afterEach(() => pages.reset());
afterAll(() => pages.close());

const waiting = {
  ...{ name: 'vps-fra', os: 'linux', arch: 'x64', person: null, agentVersion: '1.8.2', refused: null },
  ...{ knownAs: [{ id: 'h-fra', name: 'vps-fra' }], firstSeenAt: 0, lastSeenAt: 0 },
};
const open = async (path: string, ready: string) => {
  const { page, hub } = await pages.open({});
  hub.settings.machines.waiting = [
    { ...waiting, id: 'w1' },
    { ...waiting, id: 'w2', name: 'copy' },
  ];
  await page.goto(hub.url + path);
  await page.getByText(ready).first().waitFor();
  return { page, hub };
};
/** Name of what has the focus: where keys go. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const now = document.activeElement;
    if (now === null || now === document.body) return 'nothing';
    const label = now instanceof HTMLInputElement ? now.labels?.[0]?.textContent : null;
    return now.getAttribute('aria-label') ?? label ?? now.textContent;
  });
const focusComesTo = (page: Page, name: string | RegExp) =>
  expect.poll(() => focused(page), { timeout: 3_000 }).toMatch(name);
/** By keyboard: a click would put the focus there by itself. */
const press = async (page: Page, name: string) => {
  const button = page.getByRole('button', { name, exact: true });
  await button.focus();
  await page.keyboard.press('Enter');
};

describe('what held the focus leaves', () => {
  it.each(['Rename…', 'Revoke…', 'Remove…'])(
    '[WF1] %s of a menu gives it back to the menu’s button',
    async (item) => {
      const { page } = await open('/settings/machines', 'gpu-lab');
      for (const end of ['Escape', 'Cancel']) {
        await press(page, 'More for gpu-lab');
        await page.getByRole('menuitem', { name: item }).focus();
        await page.keyboard.press('Enter');
        await page.getByRole('dialog').waitFor();
        if (end === 'Escape') await page.keyboard.press('Escape');
        else await press(page, 'Cancel');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await focusComesTo(page, /^More for gpu-lab$/);
      }
    },
  );

  it('[WF1] what is done in a dialog gives it back too, and to the page where the button is gone', async () => {
    const { page, hub } = await open('/settings/machines', 'gpu-lab');
    await press(page, 'More for gpu-lab');
    await page.getByRole('menuitem', { name: 'Revoke…' }).focus();
    await page.keyboard.press('Enter');
    await press(page, 'Revoke gpu-lab');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await focusComesTo(page, /^More for gpu-lab$/);
    hub.push('fleet', (id) => ({
      ...{ type: 'fleetSnapshot', id, seq: 900, now: Date.now() },
      ...{ ...hub.world, hosts: hub.world.hosts.filter(({ name }) => name !== 'gpu-lab') },
    }));
    await page.getByRole('button', { name: 'More for gpu-lab' }).waitFor({ state: 'detached' });
    await focusComesTo(page, /^(?!nothing)/);
  });

  it('[WF1] hooks: to the question, back to the button, and on when it is done', async () => {
    const { page } = await open('/settings/machines', 'gpu-lab');
    await press(page, 'Install hooks on gpu-lab');
    await expect
      .poll(() =>
        page.getByRole('group', { name: /^Adds 7 entries/ }).evaluate((at) => at === document.activeElement),
      )
      .toBe(true);
    await press(page, 'Cancel');
    await focusComesTo(page, /^Install hooks on gpu-lab$/);
    await page.keyboard.press('Enter');
    await press(page, 'Install on gpu-lab');
    await page.getByText('Hooks installed on gpu-lab').first().waitFor();
    await focusComesTo(page, /^Install hooks on gpu-lab$/);
  });

  it('[WF1] a refused machine leaves it to the next one, the last one to the page', async () => {
    const { page } = await open('/settings/machines', 'Waiting for you');
    const rows = page.getByTestId('waiting-machine');
    await rows.first().getByRole('button', { name: 'Refuse' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => rows.count()).toBe(1);
    await focusComesTo(page, /^Admit as its own machine$/);
    await rows.first().getByRole('button', { name: 'Refuse' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => rows.count()).toBe(0);
    await focusComesTo(page, /^(?!nothing)/);
  });

  it('[WF1] keys: to the name, to the key, and back to the button', async () => {
    const { page } = await open('/settings/keys', 'raycast');
    await press(page, 'Make a key');
    await focusComesTo(page, /^Name$/);
    await page.keyboard.type('nightly');
    await press(page, 'Make the key');
    await page.getByText('orrery_key_shown_once').waitFor();
    await focusComesTo(page, /^Copy the key nightly$/);
    await press(page, 'Done');
    await focusComesTo(page, /^Make a key$/);
    await press(page, 'Revoke raycast');
    await focusComesTo(page, /^Keep$/);
    await page.keyboard.press('Enter');
    await focusComesTo(page, /^Revoke raycast$/);
    await press(page, 'Revoke raycast');
    await press(page, 'Revoke raycast');
    await page.getByRole('button', { name: 'Revoke raycast' }).waitFor({ state: 'detached' });
    await focusComesTo(page, /^(?!nothing)/);
  });

  it('[WF1] webhooks: to the form, and back to the button that opened it', async () => {
    const { page } = await open('/settings/notifications', 'Team channel');
    await press(page, 'Add webhook');
    await focusComesTo(page, /^Name$/);
    await press(page, 'Cancel');
    await focusComesTo(page, /^Add webhook$/);
    await press(page, 'Edit Team channel');
    await focusComesTo(page, /^Name$/);
    await press(page, 'Cancel');
    await focusComesTo(page, /^Edit Team channel$/);
  });
});

describe('keys', () => {
  it('[WS6] are revoked here, but for the one of the hub’s own console, which is named as such', async () => {
    const { page } = await open('/settings/keys', 'local command line');
    await page.getByText('Of the console on the hub’s machine').waitFor();
    await page.getByRole('button', { name: 'Revoke backup' }).waitFor();
    expect(await page.getByRole('button', { name: 'Revoke local command line' }).count()).toBe(0);
    const form = page.getByRole('form', { name: 'New API key' });
    await press(page, 'Make a key');
    for (const caption of ['Role', 'Good for']) {
      await form.getByText(caption, { exact: true }).waitFor();
      await form.getByRole('radiogroup', { name: caption, exact: true }).waitFor();
    }
    await form.getByRole('radio', { name: 'Viewer' }).waitFor();
  });
});
