/** Variables of a process, or of the settings that are added to them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PROXIES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'] as const;

/**
 * Variable whose proxy a client sends its hooks to; null when none is in the way. The client makes no exception for the
 * loopback address, and compares what is in NO_PROXY as text (seen with 2.1.330).
 */
export function proxyInTheWay(env: Environment): string | null {
  const exceptions = [env.NO_PROXY, env.no_proxy].flatMap((list) => (list ?? '').split(/[,\s]+/));
  if (exceptions.some((host) => host === '127.0.0.1' || host === '*')) return null;
  return PROXIES.find((name) => env[name]) ?? null;
}
