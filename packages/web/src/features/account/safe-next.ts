/** Where to go after sign-in: a path of this site only, so that a link cannot send a person elsewhere. */
export function safeNext(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])/.test(next)) return '/';
  return /^\/(sign-in|setup|reset)/.test(next) ? '/' : next;
}
