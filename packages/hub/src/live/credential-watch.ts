import type { LiveLimits } from './live-limits.ts';

interface CredentialWatchOptions {
  limits: Pick<LiveLimits, 'recheckMs' | 'watchMs'>;
  /** True when a key ran out, or another process changed people, sessions or keys. */
  isDue: () => boolean;
  recheck: () => Promise<void>;
  onError: (error: unknown) => void;
}

/** Looks at every socket's session or key again: soon after something was ended elsewhere, and now and then in any case. */
export function watchCredentials({ limits, isDue, recheck, onError }: CredentialWatchOptions): {
  close(): void;
} {
  const look = () => void recheck().catch(onError);
  const regular = setInterval(look, limits.recheckMs);
  const soon = setInterval(() => {
    try {
      if (isDue()) look();
    } catch (error) {
      onError(error);
    }
  }, limits.watchMs);
  return {
    close: () => {
      clearInterval(regular);
      clearInterval(soon);
    },
  };
}
