import type { FastifyHelmetOptions } from '@fastify/helmet';
import type { Visit } from './request-guard.ts';

/**
 * Transcripts are hostile input, so the page may run only its own files and talk only to its own hub. Inline style is
 * allowed because components set it; inline script, remote images, frames and plug-ins are not.
 */
export function securityHeaders(): FastifyHelmetOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    // Follows from how each request came: `strictTransport`.
    strictTransportSecurity: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  };
}

/** For answers that are written without a reply: nothing in them is ever to be shown, framed, guessed at or kept. */
export const BARE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/**
 * Whoever came over TLS comes so from now on. Never where they did not: that would lock people out of
 * http://127.0.0.1 for a year. Nor for `localhost`, which belongs to every program of a machine.
 */
export function strictTransport({ scheme, origins }: Visit): string | null {
  const isLocalhost = origins.some((origin) => /^https:\/\/localhost(:|$)/.test(origin));
  return scheme === 'https' && !isLocalhost ? 'max-age=31536000' : null;
}
