import { OrreryError, type SignedIn } from '@orrery/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Access, unauthenticated } from '../auth/access.ts';

interface Beginning {
  access: Access;
  request: FastifyRequest;
  reply: FastifyReply;
  credentials: { email: string; password: string; rememberMe?: boolean | undefined };
}

/** What a sign-in gives to the page, and whose session began. */
interface Begun {
  signedIn: SignedIn;
  person: { name: string; email: string };
}

/** Signs in with a password: the cookie goes into the reply, and to the page what only its own origin may read. */
export async function beginSession({ access, request, reply, credentials }: Beginning): Promise<Begun> {
  const { email, password, rememberMe } = credentials;
  const signIn = await access.signIn();
  const hashBefore = access.people.passwordOf(email);
  const { cookies, begun } = await signIn.handle({
    path: '/sign-in/email',
    body: { email, password, ...(rememberMe !== undefined && { rememberMe }) },
    cookies: [],
    sessionId: null,
    userAgent: request.headers['user-agent'],
  });
  if (begun === null) throw new OrreryError('internal', 'The sign-in began no session.');
  // Changed or reset while this was checked against the old one: then the session must not outlive that.
  const browserToken = access.browserTokens.issue(email);
  if (browserToken === null || access.people.passwordOf(email) !== hashBefore) {
    access.people.endSession(begun.sessionId);
    throw unauthenticated();
  }
  reply.header('set-cookie', access.cookies.write(cookies, request.visit.scheme));
  const { pageSecret, person } = begun;
  return { signedIn: { pageSecret, browserToken }, person };
}
