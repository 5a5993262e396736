import { expect, it } from 'vitest';
import { proxyInTheWay } from './proxy-obstacle.ts';

const HTTPS_PROXY = 'http://proxy.example:3128';

/** As 2.1.330 did with each: an entry is compared as text, so that `localhost` and `127.0.0.0/8` do not help. */
it.each<[Record<string, string>, string | null]>([
  [{}, null],
  [{ HTTPS_PROXY }, 'HTTPS_PROXY'],
  [{ HTTP_PROXY: HTTPS_PROXY }, 'HTTP_PROXY'],
  [{ http_proxy: HTTPS_PROXY }, 'http_proxy'],
  [{ HTTPS_PROXY: '' }, null],
  [{ ALL_PROXY: HTTPS_PROXY }, null],
  [{ HTTPS_PROXY, no_proxy: 'localhost' }, 'HTTPS_PROXY'],
  [{ HTTPS_PROXY, NO_PROXY: '127.0.0.0/8' }, 'HTTPS_PROXY'],
  [{ HTTPS_PROXY, NO_PROXY: 'localhost,127.0.0.1' }, null],
  [{ HTTPS_PROXY, NO_PROXY: 'example.com, 127.0.0.1' }, null],
  [{ HTTPS_PROXY, NO_PROXY: '*' }, null],
])('[HK15] with %j hooks go to the proxy of %s', (env, name) => {
  expect(proxyInTheWay(env)).toBe(name);
});
