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

const open = async (width = 1440) => {
  const { page, hub } = await pages.open({ width });
  hub.settings.machines.waiting = [
    {
      ...{ id: 'w1', name: 'vps-fra', os: 'linux', arch: 'x64', person: null, agentVersion: '1.8.2' },
      ...{ knownAs: [{ id: 'h-fra', name: 'vps-fra' }], firstSeenAt: 0, lastSeenAt: 0, refused: null },
    },
  ];
  await page.goto(`${hub.url}/settings/machines`);
  await page.getByTestId('machine-row').first().waitFor();
  return { page, hub };
};
const menu = async (page: Page, item: string) => {
  await page.getByRole('button', { name: 'More for gpu-lab' }).click();
  await page.getByRole('menuitem', { name: item }).click();
  await page.getByRole('dialog').waitFor();
};

describe('machines', () => {
  it('[WM1] are removed only when their name is typed, after the page has said what is deleted and what stays', async () => {
    const { page, hub } = await open();
    await menu(page, 'Remove…');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Stays: 12 sessions in 34 files.').waitFor();
    await dialog.getByRole('checkbox').check();
    await dialog.getByText('Deleted for good: 12 sessions in 34 files').waitFor();
    const act = dialog.getByRole('button', { name: 'Remove it and its history' });
    expect(await act.isDisabled()).toBe(true);
    await dialog.getByLabel('Type gpu-lab to remove it').fill('gpu');
    expect(await act.isDisabled()).toBe(true);
    await dialog.getByLabel('Type gpu-lab to remove it').fill('gpu-lab');
    expect(await axeFaults(page)).toEqual([]);
    await act.click();
    await dialog.waitFor({ state: 'detached' });
    expect(hub.settings.changes).toEqual([expect.stringMatching(/^DELETE \/api\/hosts\/[^/]+$/)]);
    expect(hub.settings.bodies).toEqual([{ name: 'gpu-lab', withHistory: true }]);
  });

  it('[WM2] are revoked with a reason', async () => {
    const { page, hub } = await open(390);
    await menu(page, 'Revoke…');
    await page.getByLabel('Why').fill('lost');
    await page.getByRole('button', { name: 'Revoke gpu-lab' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(hub.settings.bodies).toEqual([{ why: 'lost' }]);
  });

  it('[WM3] that show the key of another one wait for a decision', async () => {
    const { page, hub } = await open();
    await page.getByText('Another machine uses the key of vps-fra').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'It is vps-fra' }).click();
    await page.getByTestId('waiting-machine').waitFor({ state: 'detached' });
    expect(hub.settings.changes).toEqual(['POST /api/hosts/w1/admit']);
    expect(hub.settings.bodies).toEqual([{ as: 'same', hostId: 'h-fra' }]);
  });
});
