/** Agents of this protocol version and later take commands. */
export const ACTING_PROTOCOL = 2;
