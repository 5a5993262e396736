import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answersOf, armed, cardOf, type HookedWorld, requestIdOf, startHookedWorld } from './hooked-world.ts';
import { pageHeaders } from './page-headers.ts';
import { addAccount, signIn } from './second-account.ts';

/** A person's own settings: odd spacing, an order of their own, hooks of others. */
const SETTINGS = `{
    "permissions": { "allow": ["Bash(git status)"],   "deny": [] },
  "hooks": {"PostToolUse": [ {"matcher": "Edit", "hooks": [{"type": "command", "command": "prettier --write ."}]} ]},
  "env": {"EDITOR": "vim"}, "unknownToUs": [1, 2, {"a": null}]
}
`;

let world: HookedWorld;
let page: Page;
const settingsPath = () => join(world.claudeDir, 'settings.json');

beforeAll(async () => {
  world = await startHookedWorld();
  await writeFile(settingsPath(), SETTINGS);
  page = await world.context.newPage();
});

afterAll(() => world?.stop());

/** What a client offers to allow for good. */
const rule = {
  type: 'addRules',
  behavior: 'allow',
  rules: [{ toolName: 'Bash', ruleContent: 'npm run test *' }],
  destination: 'localSettings',
};
const question = {
  question: 'Which store should the cache use?',
  header: 'Store',
  multiSelect: false,
  options: [
    { label: 'SQLite', description: 'One file' },
    { label: 'Redis', description: 'A server' },
  ],
};
const bash = (command: string) => ({ command, description: 'Run it' });
const decisionOf = (decision: Record<string, unknown>) => ({
  hookSpecificOutput: { hookEventName: 'PermissionRequest', decision },
});

test('settings that are not valid JSON are left alone, and the button says why', async () => {
  const broken = '{"permissions": {"allow": ["Bash(git status)"]},';
  await writeFile(settingsPath(), broken);
  await page.goto(`${world.product.url}/settings/machines`);
  const row = page.getByTestId('machine-row').first();
  await row.getByRole('button', { name: /^Install hooks on/ }).click();
  await row.getByRole('button', { name: /^Install on/ }).click();
  const words = row.getByRole('alert');
  await words.filter({ hasText: `${settingsPath()} is not valid JSON` }).waitFor();
  expect((await words.innerText()).match(/Nothing was changed/g)).toHaveLength(1);
  expect(await readFile(settingsPath(), 'utf8')).toBe(broken);
  await writeFile(settingsPath(), SETTINGS);
});

test('the button in Settings installs the hooks and leaves what others have in the file', async () => {
  await page.goto(`${world.product.url}/settings/machines`);
  const row = page.getByTestId('machine-row').first();
  await row.getByText('Not installed').waitFor();
  await row.getByRole('button', { name: /^Install hooks on/ }).click();
  await row.getByText(/Adds 7 entries/).waitFor();
  // The machine's news may come before the answer to the button.
  await page.route('**/api/hosts/*/hooks', async (route) => {
    const response = await route.fetch();
    await row.getByText(/^(Hooks: )?Installed$/).waitFor();
    await route.fulfill({ response });
  });
  await row.getByRole('button', { name: /^Install on/ }).click();
  await row.getByText(/^(Hooks: )?Installed$/).waitFor();
  await page.getByText(/^Hooks installed on/).waitFor();
  const before = JSON.parse(SETTINGS);
  const after = JSON.parse(await readFile(settingsPath(), 'utf8'));
  expect(Object.keys(after)).toEqual(Object.keys(before));
  expect({ ...after, hooks: null }).toEqual({ ...before, hooks: null });
  expect(after.hooks.PostToolUse[0]).toEqual(before.hooks.PostToolUse[0]);
  expect(after.hooks.PermissionRequest).toHaveLength(1);
});

test('a request shows within a second, and Approve on its card lets the client go on', async () => {
  const client = await world.startClient('/home/ana/approve');
  await page.goto(world.product.url);
  await cardOf(page, client, 'working').waitFor();
  const asked = await client.ask('Bash', bash('touch approved.txt'));
  await cardOf(page, client, 'waiting').waitFor({ timeout: 1_000 });
  const buttons = answersOf(page, '/home/ana/approve');
  await buttons.getByRole('button', { name: 'Deny: touch approved.txt' }).waitFor({ timeout: 1_000 });
  await (await armed(buttons.getByRole('button', { name: 'Approve: touch approved.txt' }))).click();
  expect(await asked.answer).toEqual(decisionOf({ behavior: 'allow' }));
  await client.goOn(asked);
  await cardOf(page, client, 'working').waitFor();
  expect(await buttons.count()).toBe(0);
});

test('D denies what the bar of the open session shows, with who denied it for Claude', async () => {
  const client = await world.startClient('/home/ana/deny');
  await page.goto(`${world.product.url}/?session=${client.sessionId}`);
  await cardOf(page, client, 'working').waitFor();
  const asked = await client.ask('Bash', bash('rm -rf build'));
  const bar = page.getByTestId('permission-bar');
  await bar.getByText('Claude asks to run Bash').waitFor();
  await bar.getByText('rm -rf build', { exact: false }).first().waitFor();
  await armed(bar.getByRole('button', { name: 'Deny' }));
  await page.keyboard.press('d');
  expect(await asked.answer).toEqual(
    decisionOf({ behavior: 'deny', message: 'Denied by Ana Ferreira in Orrery.' }),
  );
  await client.goOn(asked);
  await bar.waitFor({ state: 'detached' });
});

test('Always allow sends the rule that was chosen, as the client offered it', async () => {
  const client = await world.startClient('/home/ana/always');
  await page.goto(`${world.product.url}/?session=${client.sessionId}`);
  const asked = await client.ask('Bash', bash('npm run test unit'), [rule]);
  const bar = page.getByTestId('permission-bar');
  await (await armed(bar.getByRole('button', { name: 'Always allow' }))).click();
  await page.getByRole('menuitemcheckbox', { name: 'Bash(npm run test *) in this project' }).waitFor();
  await page.getByRole('menuitem', { name: 'Approve, and always allow this' }).click();
  expect(await asked.answer).toEqual(decisionOf({ behavior: 'allow', updatedPermissions: [rule] }));
  await client.goOn(asked);
});

test('a question is answered with one of its options', async () => {
  const client = await world.startClient('/home/ana/question');
  await page.goto(`${world.product.url}/?session=${client.sessionId}`);
  const asked = await client.ask('AskUserQuestion', { questions: [question] });
  const bar = page.getByTestId('permission-bar');
  await bar.getByText(question.question).waitFor();
  await bar.getByRole('radio', { name: /SQLite/ }).check();
  await (await armed(bar.getByRole('button', { name: 'Send answer' }))).click();
  expect(await asked.answer).toEqual(
    decisionOf({
      behavior: 'allow',
      updatedInput: { questions: [question], answers: { [question.question]: 'SQLite' } },
    }),
  );
  await client.goOn(asked);
});

test('on a phone a request is approved on its card and denied with a reason in its session', async () => {
  const viewport = { width: 390, height: 844 };
  const phone = await world.openContext({ viewport, hasTouch: true, isOwner: true });
  const small = await phone.newPage();
  const client = await world.startClient('/home/ana/phone');
  await small.goto(world.product.url);
  await cardOf(small, client).waitFor();
  const first = await client.ask('Bash', bash('pnpm deploy'));
  const approve = answersOf(small, '/home/ana/phone').getByRole('button', { name: 'Approve: pnpm deploy' });
  await armed(approve);
  expect((await approve.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await approve.tap();
  expect(await first.answer).toEqual(decisionOf({ behavior: 'allow' }));
  await client.goOn(first);
  const second = await client.ask('Write', { file_path: '/etc/hosts', content: 'x' });
  await cardOf(small, client, 'waiting').tap({ position: { x: 100, y: 20 } });
  const bar = small.getByTestId('permission-bar');
  await bar.getByRole('button', { name: 'More answers' }).tap();
  await small.getByRole('menuitem', { name: 'Deny with a reason…' }).tap();
  await small.getByLabel('Reason, told to Claude').fill('Not on this machine.');
  await (await armed(bar.getByRole('button', { name: 'Deny', exact: true }))).tap();
  expect(await second.answer).toEqual(
    decisionOf({ behavior: 'deny', message: 'Denied by Ana Ferreira in Orrery. Not on this machine.' }),
  );
  await client.goOn(second);
  await phone.close();
});

test('on a phone a question is answered, and a rule is allowed for good', async () => {
  const viewport = { width: 390, height: 844 };
  const phone = await world.openContext({ viewport, hasTouch: true, isOwner: true });
  const small = await phone.newPage();
  const client = await world.startClient('/home/ana/phone-bar');
  await small.goto(`${world.product.url}/?session=${client.sessionId}`);
  const first = await client.ask('AskUserQuestion', { questions: [question] });
  const bar = small.getByTestId('permission-bar');
  await bar.getByRole('radio', { name: /Redis/ }).tap();
  await (await armed(bar.getByRole('button', { name: 'Send answer' }))).tap();
  expect(JSON.stringify(await first.answer)).toContain(`{"${question.question}":"Redis"}`);
  await client.goOn(first);
  const second = await client.ask('Bash', bash('npm run test e2e'), [rule]);
  await (await armed(bar.getByRole('button', { name: 'Always allow' }))).tap();
  await small.getByRole('menuitem', { name: 'Approve, and always allow this' }).tap();
  expect(await second.answer).toEqual(decisionOf({ behavior: 'allow', updatedPermissions: [rule] }));
  await client.goOn(second);
  await phone.close();
});

test('a viewer sees what is asked and why the buttons do nothing; neither account nor key of one can act', async () => {
  addAccount(world.dataDir, { name: 'Viola Viewer', email: 'viola@example.com', role: 'viewer' });
  const viewer = await world.openContext();
  await signIn(viewer, world.product.url, 'viola@example.com');
  const seen = await viewer.newPage();
  const client = await world.startClient('/home/ana/viewed');
  await seen.goto(`${world.product.url}/?session=${client.sessionId}`);
  const asked = await client.ask('Bash', bash('git push'));
  const why = 'Your role is viewer. Operators and admins can answer.';
  const bar = seen.getByTestId('permission-bar');
  await bar.getByText(why).waitFor();
  const approve = answersOf(seen, '/home/ana/viewed').getByRole('button', { name: 'Approve: git push' });
  expect(await approve.getAttribute('title')).toBe(why);
  await (await armed(approve)).click({ force: true });
  await seen.keyboard.press('a');
  const id = await requestIdOf(world, client);
  const url = `${world.product.url}/api/permissions/${id}/approve`;
  const headers = await pageHeaders(viewer, world.product.url);
  const byPerson = await viewer.request.post(url, { data: {}, headers });
  const key = await world.post('/api/api-keys', { role: 'viewer', name: 'wall' });
  const { key: bearer } = (await key.json()) as { key: string };
  const byKey = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${bearer}` } });
  expect([byPerson.status(), byKey.status]).toEqual([403, 403]);
  expect(asked.isAnswered()).toBe(false);
  await page.goto(`${world.product.url}/?session=${client.sessionId}`);
  await (await armed(answersOf(page, '/home/ana/viewed').getByRole('button', { name: /^Deny/ }))).click();
  expect(await asked.answer).toMatchObject(decisionOf({ behavior: 'deny' }));
  await viewer.close();
});

test('the activity page lists who approved, denied and closed what', async () => {
  const client = await world.startClient('/home/ana/closed');
  await page.goto(world.product.url);
  await cardOf(page, client, 'working').waitFor();
  const closed = await world.post(`/api/sessions/${client.sessionId}/close`, { undoMs: 0 });
  expect(closed.status()).toBe(202);
  expect(await client.process.ended).toBe('SIGTERM');
  await page.goto(`${world.product.url}/settings/activity`);
  const rows = page.getByRole('table', { name: 'Activity' }).getByRole('row');
  for (const [action, detail] of [
    ['Approved', 'touch approved.txt'],
    ['Denied', 'rm -rf build'],
    ['Closed', 'Work in /home/ana/closed'],
  ] as const) {
    const row = rows.filter({ hasText: action }).filter({ hasText: detail });
    await row.getByText('Ana Ferreira').first().waitFor();
    await row.getByText('Done', { exact: true }).first().waitFor();
  }
});

test('Remove restores the settings byte for byte, and the machine says so', async () => {
  await page.goto(`${world.product.url}/settings/machines`);
  const row = page.getByTestId('machine-row').first();
  await row.getByRole('button', { name: /^Remove hooks on/ }).click();
  await row.getByRole('button', { name: /^Remove on/ }).click();
  await row.getByText('Not installed').waitFor();
  await page.getByText(/^Hooks removed from/).waitFor();
  expect(await readFile(settingsPath(), 'utf8')).toBe(SETTINGS);
});
