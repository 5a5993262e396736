import { personActor, unknownActor } from '../audit/access-journal.ts';
import { type Access, unauthenticated } from '../auth/access.ts';

/** Runs a sign-in and writes down who came in or was turned away. `signIn` returns the cookies of the new session. */
export async function auditedSignIn(
  { journal, people, signIn: load }: Access,
  { email, address }: { email: string; address: string },
  signIn: () => Promise<readonly string[]>,
): Promise<{ done: true }> {
  const hashBefore = passwordOf(people, email);
  try {
    const cookies = await signIn();
    const cookie = cookies.map((one) => one.split(';')[0]).join('; ');
    const principal = await (await load()).session(cookie, true);
    if (principal?.kind !== 'session') throw unauthenticated();
    // Changed or reset while this was checked against the old one: then the session must not outlive that.
    if (passwordOf(people, email) !== hashBefore) {
      people.endSession(principal.sessionId);
      throw unauthenticated();
    }
    journal.note('signIn', personActor(principal.name, address), { detail: principal.email });
    return { done: true };
  } catch (error) {
    journal.noteRefusal('signIn', unknownActor(email, address), '', error);
    throw error;
  }
}

function passwordOf(people: Access['people'], email: string): string | null {
  const person = people.find(email);
  return person === null ? null : people.passwordHash(person.id);
}
