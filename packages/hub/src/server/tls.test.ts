import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { OWNER, startTestHub, temporaryFolder } from '../test/test-hub.ts';

const OPENSSL = 'openssl';

const hasOpenssl = spawnSync(OPENSSL, ['version']).status === 0;

function selfSigned(): { cert: Buffer; key: Buffer } {
  const folder = temporaryFolder();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  execFileSync(
    OPENSSL,
    ['req', '-x509', '-nodes', '-days', '2', ...curve, '-keyout', key, '-out', cert, ...subject],
    {
      stdio: 'ignore',
    },
  );
  return { cert: readFileSync(cert), key: readFileSync(key) };
}

describe('TLS', () => {
  it.skipIf(!hasOpenssl)(
    'may listen on every interface, marks cookies as secure and serves sockets',
    async () => {
      const tls = selfSigned();
      const { hub } = await startTestHub({ host: '0.0.0.0', tls });
      expect(hub.url).toMatch(/^https:/);
      const body = JSON.stringify({ ...OWNER, code: hub.setupUrl()?.split('#code=')[1] });
      const headers = {
        'content-type': 'application/json',
        origin: hub.url,
        'content-length': Buffer.byteLength(body),
      };
      const answer = await new Promise<{ status: number; cookies: string[]; hsts: unknown }>(
        (resolve, reject) => {
          const sent = request(
            `${hub.url}/api/setup`,
            { method: 'POST', ca: tls.cert, headers, agent: false },
            (response) => {
              response.resume();
              resolve({
                status: response.statusCode ?? 0,
                cookies: response.headers['set-cookie'] ?? [],
                hsts: response.headers['strict-transport-security'],
              });
            },
          );
          sent.on('error', reject);
          sent.end(body);
        },
      );
      expect(answer.status).toBe(200);
      expect(answer.hsts).toMatch(/max-age/);
      expect(answer.cookies.find((cookie) => cookie.includes('session_token='))).toMatch(/Secure/);
      const cookie = answer.cookies.map((one) => one.split(';')[0]).join('; ');
      const page = new WebSocket(`${hub.url.replace('https', 'wss')}/live`, {
        ca: tls.cert,
        headers: { cookie, origin: hub.url },
      });
      const first = await new Promise((resolve, reject) => {
        page.once('message', (data) => resolve(JSON.parse(String(data))));
        page.once('error', reject);
      });
      expect(first).toMatchObject({ type: 'welcome' });
      page.terminate();
    },
  );
});
