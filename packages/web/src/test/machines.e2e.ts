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
    await page.getByText('It uses the key of vps-fra').waitFor();
    await page.getByText('vps-fra (Linux, x64)').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'It is vps-fra' }).click();
    await page.getByTestId('waiting-machine').waitFor({ state: 'detached' });
    expect(hub.settings.changes).toEqual(['POST /api/hosts/w1/admit']);
    expect(hub.settings.bodies).toEqual([{ as: 'same', hostId: 'h-fra' }]);
  });

  it('[WM3] that were refused wait no more: they are named apart, and can be let in still', async () => {
    const { page, hub } = await open(390);
    await page.getByRole('button', { name: 'Refuse' }).click();
    await page.getByRole('heading', { name: 'Waiting for you' }).waitFor({ state: 'detached' });
    await page.getByText('1 machine was refused').click();
    await page.getByText('Refused by Ana Ferreira').waitFor();
    await page.getByRole('button', { name: 'Admit vps-fra as its own machine' }).click();
    await page.getByText('1 machine was refused').waitFor({ state: 'detached' });
    expect(hub.settings.changes).toEqual(['POST /api/hosts/w1/refuse', 'POST /api/hosts/w1/admit']);
  });

  it('[WM4] say once how they are, and what they let the hub do as far as it is not the usual', async () => {
    const { page, hub } = await open();
    const [one, two] = hub.world.hosts;
    if (one === undefined || two === undefined) throw new Error('The world has no machines.');
    const reason = 'revoked by Ana Ferreira: lost on a train';
    Object.assign(one, {
      ...{ state: 'unreachable', reason, allows: [], lastSeenAt: Date.now() - 60_000 },
      revoked: { at: 0, by: 'Ana Ferreira', why: 'lost on a train' },
    });
    Object.assign(two, { state: 'unreachable', reason: 'connection lost' });
    await page.reload();
    const rowOf = (id: string) => page.locator(`[data-testid=machine-row][data-host-id="${id}"]`);
    await rowOf(one.id).waitFor();
    const times = async (id: string, words: RegExp) =>
      ((await rowOf(id).innerText()).match(words) ?? []).length;
    expect(await times(one.id, /lost on a train/g)).toBe(1);
    expect(await times(one.id, /revoked/gi)).toBe(1);
    expect(await times(one.id, /unreachable/gi)).toBe(0);
    expect(await times(one.id, /Allows nothing: this hub only reads/g)).toBe(1);
    expect(await times(two.id, /unreachable/gi)).toBe(1);
    expect(await times(two.id, /Allows hooks, close/g)).toBe(1);
    expect(await page.getByText(/Not: /).count()).toBe(0);
    await page.getByTitle(one.name, { exact: true }).waitFor();
  });

  it('[WM5] are added with a command that can be copied, also where some are there already', async () => {
    const { page } = await open();
    const part = page.getByRole('region', { name: 'Add a machine' });
    await part.getByText('orrery join-token create').waitFor();
    await part.getByRole('button', { name: 'Copy the command' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('orrery join-token create');
  });
});
