/** First 32 bits of the fractional parts of the cube roots (`K`) and square roots (`H`) of the first primes. */
const K = new Uint32Array(64);
const H = new Uint32Array(8);
for (let candidate = 2, found = 0; found < 64; candidate += 1) {
  let isPrime = true;
  for (let factor = 2; factor * factor <= candidate; factor += 1)
    if (candidate % factor === 0) isPrime = false;
  if (!isPrime) continue;
  const bits = (root: number) => Math.floor((root - Math.floor(root)) * 2 ** 32);
  if (found < 8) H[found] = bits(Math.sqrt(candidate));
  K[found++] = bits(Math.cbrt(candidate));
}

/** SHA-256 in hex. The browser's own is there on https pages only, and hubs on a home network are not always that. */
export function sha256(text: string): string {
  const message = new TextEncoder().encode(text);
  const padded = new Uint8Array((message.length + 72) & ~63);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(message.length / 2 ** 29));
  view.setUint32(padded.length - 4, message.length * 8);
  const state = H.slice();
  for (let offset = 0; offset < padded.length; offset += 64) addBlock(state, view, offset);
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('');
}

const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by));
const words = new Uint32Array(64);
const at = (list: Uint32Array, index: number) => list[index] ?? 0;

function addBlock(state: Uint32Array, view: DataView, offset: number): void {
  for (let i = 0; i < 16; i += 1) words[i] = view.getUint32(offset + i * 4);
  for (let i = 16; i < 64; i += 1) {
    const [x, y] = [at(words, i - 15), at(words, i - 2)];
    const s0 = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
    const s1 = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
    words[i] = at(words, i - 16) + s0 + at(words, i - 7) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i += 1) {
    const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + at(K, i) + at(words, i)) | 0;
    const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = at(state, index) + word;
}
