import type { Product } from './product.ts';

/** The hub's own counters, by name without the prefix. */
export async function readMetrics(product: Product): Promise<Map<string, number>> {
  const text = await product.getText('/metrics');
  return new Map(
    text
      .split('\n')
      .filter((line) => line.startsWith('orrery_'))
      .map((line) => {
        const [name = '', value] = line.split(' ');
        return [name.slice('orrery_'.length), Number(value)];
      }),
  );
}
