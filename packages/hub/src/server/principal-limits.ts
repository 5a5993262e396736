/** What one person or key may have at once, over all its pages and scripts. */
export interface PrincipalLimits {
  /** Requests under way. */
  requests: number;
  /** Downloads of whole conversations among them; each holds a reader of the archive. */
  downloads: number;
  /** Live sockets. */
  sockets: number;
  /** Subscriptions of all of them. */
  subscriptions: number;
}

/** For real use: more than a person with many tabs and a few scripts needs. */
export const defaultPrincipalLimits: PrincipalLimits = {
  requests: 64,
  downloads: 4,
  sockets: 48,
  subscriptions: 512,
};
