import fastifyStatic from '@fastify/static';
import type { App } from './app.ts';

const HASHED_ASSET = /^assets\//;

const NO_PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Orrery</title></head>
<body><h1>Orrery</h1><p>The hub runs, but its page is not built. Run <code>npm run build</code> and start again.
The HTTP interface works meanwhile: <a href="/api/docs">/api/docs</a>.</p></body></html>`;

/** Serves the built page; every path that is no file and no API answers with it, for the page routes by itself. */
export async function addStaticWeb(app: App, webDir: string | null): Promise<void> {
  if (webDir !== null) {
    await app.register(fastifyStatic, { root: webDir, serve: false, cacheControl: false });
  }
  const hasPage = webDir !== null;
  // The handlers return nothing: a returned reply is awaited once per hop, and each wait adds listeners.
  app.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    schema: { hide: true },
    config: { access: 'public' },
    handler: (request, reply) => {
      const path = (request.params as { '*': string })['*'];
      if (path.startsWith('api/')) {
        reply.callNotFound();
      } else if (hasPage) {
        // Names of hashed assets change with their content; everything else is asked for again.
        const isHashed = HASHED_ASSET.test(path);
        reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
        reply.sendFile(path === '' ? 'index.html' : path);
      } else {
        reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(NO_PAGE);
      }
    },
  });
  app.setNotFoundHandler((request, reply) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const isPagePath = isRead && !/^\/(api\/|assets\/|metrics)/.test(request.url);
    if (isPagePath && hasPage) {
      reply.status(200).header('cache-control', 'no-cache').sendFile('index.html');
    } else {
      const body = { kind: 'notFound', message: 'There is nothing here.' };
      reply.status(404).header('cache-control', 'no-store').send(body);
    }
  });
}
