import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import {
  LIVE_PROTOCOL,
  liveTicketSchema,
  PAGE_SECRET_HEADER,
  signedInSchema,
  TICKET_PROTOCOL_PREFIX,
} from '@orrery/protocol';
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
      const headers = { 'content-type': 'application/json', origin: hub.url };
      const send = (path: string, sentHeaders: Record<string, string>, sentBody: string) =>
        new Promise<{ status: number; cookies: string[]; hsts: unknown; text: string }>((resolve, reject) => {
          const all = { ...sentHeaders, 'content-length': Buffer.byteLength(sentBody) };
          const options = { method: 'POST', ca: tls.cert, headers: all, agent: false };
          const sent = request(`${hub.url}${path}`, options, (response) => {
            let text = '';
            response.on('data', (piece: Buffer) => {
              text += piece.toString();
            });
            response.on('end', () =>
              resolve({
                status: response.statusCode ?? 0,
                cookies: response.headers['set-cookie'] ?? [],
                hsts: response.headers['strict-transport-security'],
                text,
              }),
            );
          });
          sent.on('error', reject);
          sent.end(sentBody);
        });
      const answer = await send('/api/setup', headers, body);
      expect(answer.status).toBe(200);
      expect(answer.hsts).toMatch(/max-age/);
      expect(answer.cookies.find((one) => one.includes('session_token='))).toMatch(/^__Host-.*Secure/);
      const cookie = answer.cookies.map((one) => one.split(';')[0]).join('; ');
      const { pageSecret } = signedInSchema.parse(JSON.parse(answer.text));
      const { text } = await send(
        '/api/live-ticket',
        { origin: hub.url, cookie, [PAGE_SECRET_HEADER]: pageSecret },
        '',
      );
      const { ticket } = liveTicketSchema.parse(JSON.parse(text));
      const protocols = [LIVE_PROTOCOL, `${TICKET_PROTOCOL_PREFIX}${ticket}`];
      const page = new WebSocket(`${hub.url.replace('https', 'wss')}/live`, protocols, {
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
