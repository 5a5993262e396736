import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startTestHub } from '../test/test-hub.ts';

const document = readFileSync(new URL('../../../../docs/API.md', import.meta.url), 'utf8');

it('[AU16] every route is in the table of docs/API.md, with its method', async () => {
  const { hub } = await startTestHub();
  const rows = document.split('\n').filter((line) => line.startsWith('| `'));
  const isListed = (method: string, url: string) => {
    // A row can name several: "POST /api/hosts/:id/revoke`, `/admit`" and "`GET /api/settings/alerts`, `PUT`".
    const end = url.slice(url.lastIndexOf('/'));
    return rows.some((row) => {
      const named = row.split(' | ')[0] ?? '';
      const hasUrl =
        [`${url}\``, `\`${end}\``].some((text) => named.includes(text)) || named.includes(`${url}?`);
      return hasUrl && named.includes(method);
    });
  };
  const routes = hub.routes.filter(({ method, url }) => method !== 'HEAD' && url !== '/*');
  expect(routes.length).toBeGreaterThan(40);
  // They describe the others, and are named above the table.
  const describing = ['/api/openapi.json', '/api/docs'];
  const missing = routes.filter(({ method, url }) => !describing.includes(url) && !isListed(method, url));
  expect(missing.map(({ method, url }) => `${method} ${url}`)).toEqual([]);
});
