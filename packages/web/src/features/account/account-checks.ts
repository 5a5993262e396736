const LEAST_CHARS = 10;
const MOST_CHARS = 256;

/** What is wrong with a new password; undefined where nothing is. */
export function passwordProblem(password: string): string | undefined {
  if (password.length < LEAST_CHARS) return `It needs at least ${LEAST_CHARS} characters.`;
  return password.length > MOST_CHARS ? `It can have ${MOST_CHARS} characters at most.` : undefined;
}

/** What a new password needs, before one is entered. */
export const PASSWORD_HINT = `At least ${LEAST_CHARS} characters.`;
