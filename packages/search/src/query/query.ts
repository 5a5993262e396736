/** What is looked for, as a tree. More kinds of node (filters, alternatives) will join; every reader switches on `type`. */
export type QueryNode =
  /** Occurs as it is written; ASCII letters in either case. */
  | { type: 'text'; text: string; isPhrase: boolean }
  /** Must not hold. */
  | { type: 'not'; node: QueryNode }
  /** All must hold in one entry. */
  | { type: 'and'; nodes: QueryNode[] };
