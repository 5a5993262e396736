import { shownSessionId } from '../gallery/world.ts';
import { startFakeHub } from './fake-hub.ts';
import { openTestBrowser, SITE } from './test-browser.ts';

/** Drives the built page against the standing world and prints what it sees: `node src/test/behaviour.ts`. */
const hub = await startFakeHub(SITE);
const { context: browser, close: closeBrowser } = await openTestBrowser();
let failures = 0;
const check = (what: string, isSo: boolean, seen: unknown = '') => {
  if (!isSo) failures += 1;
  console.log(isSo ? 'ok  ' : 'FAIL', what, isSo ? '' : seen);
};
try {
  const page = await browser.newPage();
  await page.goto(hub.url);
  const cards = page.getByTestId('session-card');
  await cards.first().waitFor();
  await page.keyboard.press('j');
  await page.waitForURL(/session=/);
  check(
    'J selects the first card',
    (await page.locator('[aria-selected=true][data-testid=session-card]').getAttribute('data-session-id')) ===
      shownSessionId,
  );
  await page.keyboard.press('n');
  await page.waitForTimeout(100);
  check('N goes to the next that needs you', !page.url().includes(shownSessionId), page.url());
  await page.goBack();
  await page.goto(`${hub.url}/?session=${shownSessionId}`);
  await page.getByTestId('agent-node').first().waitFor();
  check('agents are drawn', (await page.getByTestId('agent-node').count()) === 7);
  await page.getByTestId('tool-row').first().waitFor();
  await page.locator('[data-tool-use-id=toolu_4]').click();
  await page.getByText('ON CONFLICT DO NOTHING').first().waitFor({ timeout: 5_000 });
  check('a tool row opens to its input', true);
  await page.locator('[data-agent-id=a4]').click();
  await page.waitForTimeout(100);
  check(
    'an agent narrows the tools',
    (await page.getByTestId('tool-row').count()) === 3,
    await page.getByTestId('tool-row').count(),
  );

  // One event renders one card.
  await page.waitForTimeout(1_500);
  const session = hub.world.sessions[6];
  if (session === undefined) throw new Error('The world is empty.');
  await page.evaluate(() => {
    const seen = new Set<string>();
    Object.assign(globalThis, { seen });
    new MutationObserver((changes) => {
      for (const change of changes) {
        const element = change.target instanceof Element ? change.target : change.target.parentElement;
        if (element?.closest('time')) continue;
        seen.add(
          element?.closest('[data-session-id]')?.getAttribute('data-session-id') ??
            element?.closest('[data-host-id]')?.getAttribute('data-host-id') ??
            element?.tagName ??
            '',
        );
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  const at = Date.now();
  hub.push('fleet', (id) => ({
    type: 'fleetDelta',
    id,
    from: 1,
    seq: 2,
    now: Date.now(),
    hosts: [],
    sessions: [{ ...session, title: 'Pushed title', changeSeq: 2 }],
  }));
  await page.getByText('Pushed title').waitFor();
  console.log('     delta to DOM, seen through the driver:', Date.now() - at, 'ms');
  const touched = await page.evaluate(() => [
    ...((globalThis as unknown as { seen: Set<string> }).seen ?? []),
  ]);
  check(
    'one event changes one card and nothing else',
    touched.length === 1 && touched[0] === session.id,
    touched,
  );

  hub.dropConnections();
  await page
    .getByText('Reconnecting', { exact: true })
    .first()
    .waitFor({ timeout: 2_000 })
    .then(
      () => check('a drop is shown', true),
      () => check('a drop is shown', false),
    );
  await page.getByText('Live', { exact: true }).first().waitFor({ timeout: 5_000 });
  check('the page comes back by itself', true);

  await page.keyboard.press('/');
  await page.keyboard.type('ledger');
  await page.waitForTimeout(200);
  check(
    'the filter narrows the list and lives in the URL',
    page.url().includes('q=ledger') && (await cards.count()) === 3,
    [page.url(), await cards.count()],
  );
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('rotate');
  await page.getByText('certificates').last().waitFor();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForTimeout(200);
  check('the palette opens a session', page.url().includes('000000000001'), page.url());
  await page.keyboard.press('g');
  await page.keyboard.press('b');
  await page.waitForURL(/browse/);
  check('G B goes to Browse', true);
  await page.getByPlaceholder('Search all conversations').fill('claim');
  await page.getByTestId('search-hit').first().waitFor();
  await page.getByTestId('search-hit').first().getByRole('link').click();
  await page.waitForURL(/sessions\/.*#u0/);
  check('a hit opens the conversation at the message', true);
  await page.goto(`${hub.url}/sessions/${shownSessionId}#u2`);
  await page.locator('[data-uuid=u2]').waitFor();
  check('a link to a message shows it', await page.locator('[data-uuid=u2]').isVisible());
  await page.getByRole('button', { name: /^Theme/ }).click();
  await page.getByRole('menuitemradio', { name: 'Light' }).click();
  check(
    'the theme is chosen from its menu',
    (await page.locator('html').getAttribute('data-theme')) === 'light',
  );
  await page.reload();
  check(
    'and remembered before the first paint',
    (await page.locator('html').getAttribute('data-theme')) === 'light',
  );
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor({ timeout: 5_000 });
  check('the account menu signs out', true);
  await page.keyboard.press('Escape');
  await page.goto(hub.url);
  await page.getByRole('button', { name: 'Person' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Mei Tanaka' }).click();
  await page.keyboard.press('Escape');
  await page.waitForTimeout(150);
  check('a person is filtered from the menu', page.url().includes('person=Mei'), page.url());
  await page
    .getByRole('button', { name: /^Working/ })
    .first()
    .click();
  await page.waitForTimeout(100);
  const box = async (id: string) => (await page.locator(`[data-session-id="${id}"]`).boundingBox())?.y ?? 0;
  check(
    'a closed group gives its room back',
    (await page.locator('[data-state=working]').count()) <= 1 &&
      (await box('00000000-0000-4000-8000-000000000018')) < 500,
  );
  await page.getByRole('separator', { name: 'Width of the list' }).focus();
  const width = async () => (await page.locator('#main').boundingBox())?.width ?? 0;
  const before = await width();
  await page.keyboard.press('ArrowLeft');
  check('a divider moves by arrow', (await width()) === before - 16, [before, await width()]);
  await page.goto(`${hub.url}/?session=absent`);
  await page.getByText('No such session').first().waitFor();
  check('an unknown session is said plainly', true);
} finally {
  await closeBrowser();
  await hub.close();
}
process.exitCode = failures === 0 ? 0 : 1;
