/** `claude-opus-4-5-20251101` as people say it: `Opus 4.5`. Names that are not of this kind stay. */
export function formatModel(model: string): string {
  // Neither expression runs on to the end from each place where it begins: a session may name its model as it likes.
  const plain = model.replace(/\[[^[\]]*\]$/, '');
  const dateAt = plain.search(/-(20\d{6}|latest|\d{8})/);
  const bare = dateAt < 0 ? plain : plain.slice(0, dateAt);
  const newer = /claude-(opus|sonnet|haiku)-(\d+)(?:-(\d{1,2}))?$/.exec(bare);
  if (newer) return `${capital(newer[1] ?? '')} ${[newer[2], newer[3]].filter(Boolean).join('.')}`;
  const older = /claude-(\d+)(?:-(\d{1,2}))?-(opus|sonnet|haiku)$/.exec(bare);
  if (older) return `${capital(older[3] ?? '')} ${[older[1], older[2]].filter(Boolean).join('.')}`;
  return model;
}

/** Two letters for a person's disc: first and last name, or the first two of a single one. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/u).filter(Boolean);
  const first = words[0] ?? '?';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  const letters = last === '' ? [...first].slice(0, 2) : [[...first][0], [...last][0]];
  return letters.join('').toUpperCase();
}

/** First name, for places with little room. */
export function shortName(name: string): string {
  return name.split(' ')[0] ?? name;
}

/** `1 machine`, `10 machines`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
