import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { BrowserContext } from 'playwright-core';

/**
 * Gives the hub another person, with the owner's password: nobody can be invited from the page yet. Copies the owner's
 * rows, so that it knows of no column but those that differ.
 */
export function addAccount(dataDir: string, person: { name: string; email: string; role: string }): void {
  const database = new DatabaseSync(join(dataDir, 'auth.sqlite'), { timeout: 5_000 });
  try {
    const userId = randomUUID();
    copyRow(database, 'user', { ...person, id: userId });
    copyRow(database, 'account', { id: randomUUID(), userId, accountId: userId });
  } finally {
    database.close();
  }
}

function copyRow(database: DatabaseSync, table: string, changes: Record<string, string>): void {
  const row = { ...database.prepare(`SELECT * FROM "${table}" ORDER BY rowid LIMIT 1`).get(), ...changes };
  const columns = Object.keys(row);
  const names = columns.map((name) => `"${name}"`).join(', ');
  const marks = columns.map(() => '?').join(', ');
  database.prepare(`INSERT INTO "${table}" (${names}) VALUES (${marks})`).run(...Object.values(row));
}

/** Signs in through the page. */
export async function signIn(context: BrowserContext, url: string, email: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByTestId('signal-board').waitFor();
  await page.close();
}
