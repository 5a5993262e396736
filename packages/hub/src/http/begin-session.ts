import { OrreryError, type SignedIn } from '@orrery/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '../auth/access.ts';

interface Beginning {
  access: Access;
  request: FastifyRequest;
  reply: FastifyReply;
  credentials: { email: string; password: string; rememberMe?: boolean | undefined };
}

/** Signs in with a password: the cookie goes into the reply, and to the page what only its own origin may read. */
export async function beginSession({ access, request, reply, credentials }: Beginning): Promise<SignedIn> {
  const { email, password, rememberMe } = credentials;
  const signIn = await access.signIn();
  const { cookies, pageSecret } = await signIn.handle({
    path: '/sign-in/email',
    body: { email, password, ...(rememberMe !== undefined && { rememberMe }) },
    cookies: [],
    sessionId: null,
    userAgent: request.headers['user-agent'],
  });
  if (pageSecret === null) throw new OrreryError('internal', 'The sign-in began no session.');
  reply.header('set-cookie', access.cookies.write(cookies, request.visit.scheme));
  return { pageSecret, browserToken: access.browserTokens.issue(email) };
}
