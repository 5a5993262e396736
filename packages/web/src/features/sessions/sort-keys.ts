/** How cards are ordered within their group. */
export const sortKeys = ['urgency', 'activity', 'cost', 'tokens', 'started'] as const;
export type SortKey = (typeof sortKeys)[number];

/** Names of the orders, in menus. */
export const sortNames: Record<SortKey, string> = {
  urgency: 'Most urgent first',
  activity: 'Last active first',
  cost: 'Highest cost first',
  tokens: 'Most tokens first',
  started: 'Newest first',
};
