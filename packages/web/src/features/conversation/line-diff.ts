/** One line of a diff. It has no number: a transcript does not say where in the file an edit is. */
export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

/** Beyond this many lines on a side, comparing line by line costs more than it tells. */
const MOST_LINES = 1_000;

/** Lines that differ between two texts, by their longest common subsequence. */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = before === '' ? [] : before.split('\n');
  const b = after === '' ? [] : after.split('\n');
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail += 1;

  const lines: DiffLine[] = [];
  const same = (text: string) => lines.push({ kind: 'same', text });
  const removed = (text: string) => lines.push({ kind: 'removed', text });
  const added = (text: string) => lines.push({ kind: 'added', text });

  for (const text of a.slice(0, head)) same(text);
  const middleA = a.slice(head, a.length - tail);
  const middleB = b.slice(head, b.length - tail);
  const pairs =
    middleA.length > MOST_LINES || middleB.length > MOST_LINES ? [] : commonPairs(middleA, middleB);
  let atA = 0;
  let atB = 0;
  for (const [nextA, nextB] of [...pairs, [middleA.length, middleB.length] as const]) {
    for (const text of middleA.slice(atA, nextA)) removed(text);
    for (const text of middleB.slice(atB, nextB)) added(text);
    const text = middleA[nextA];
    if (text !== undefined) same(text);
    atA = nextA + 1;
    atB = nextB + 1;
  }
  for (const text of a.slice(a.length - tail)) same(text);
  return lines;
}

/** Positions of the lines both sides have, in order. */
function commonPairs(a: readonly string[], b: readonly string[]): [number, number][] {
  // Numbers are compared in one step, long lines that differ at their end are not.
  const numbers = new Map<string, number>();
  const numberOf = (line: string) => {
    const number = numbers.get(line) ?? numbers.size;
    numbers.set(line, number);
    return number;
  };
  const [linesA, linesB] = [a.map(numberOf), b.map(numberOf)];
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        linesA[i] === linesB[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (linesA[i] === linesB[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
