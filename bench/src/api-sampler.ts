import type { Product } from './product.ts';

/** Asks as a busy page would, one request after the other, and keeps the times. */
export interface ApiSampler {
  stop(): Promise<{ durationsMs: number[]; failures: string[] }>;
}

const PATHS = ['/api/hosts', '/api/sessions?limit=50', '/api/me', '/api/sessions?limit=20&state=working'];

const PAUSE_MS = 20;

export function sampleApi(product: Product): ApiSampler {
  const durationsMs: number[] = [];
  const failures: string[] = [];
  let isRunning = true;
  const loop = async (): Promise<void> => {
    for (let turn = 0; isRunning; turn += 1) {
      const path = PATHS[turn % PATHS.length] ?? '/api/me';
      const startedAt = performance.now();
      try {
        await product.getText(path);
        durationsMs.push(performance.now() - startedAt);
      } catch (error) {
        failures.push(String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };
  const running = loop();
  return {
    stop: async () => {
      isRunning = false;
      await running;
      return { durationsMs, failures };
    },
  };
}
