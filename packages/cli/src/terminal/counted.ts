/** "1 session", "2 sessions": for words whose plural ends in `s`, or in what is given. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
