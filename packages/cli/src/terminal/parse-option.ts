import { ALL_GRANTS, type Grant, grantSchema } from '@orrery/protocol';
import { InvalidArgumentError } from 'commander';

const UNITS: Record<string, number> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KIB: 1024,
  MIB: 1024 ** 2,
  GIB: 1024 ** 3,
};

/** `386MB`, `1.5GiB`, `4096` to bytes. */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const factor = UNITS[(match?.[2] ?? '').toUpperCase()];
  if (match === null || factor === undefined) {
    throw new InvalidArgumentError('Give a size such as 386MB, 1.5GiB or 4096.');
  }
  return Math.round(Number(match[1]) * factor);
}

const DURATIONS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30m`, `1h`, `7d` to milliseconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+)\s*([mhd])$/.exec(text.trim());
  const factor = DURATIONS[match?.[2] ?? ''];
  if (match === null || factor === undefined)
    throw new InvalidArgumentError('Give a duration such as 30m, 1h or 7d.');
  return Number(match[1]) * factor;
}

/** `30d`, or `never`, which has to be said. */
export function parseLifetime(text: string): number | 'never' {
  if (text.trim() === 'never') return 'never';
  try {
    return parseDuration(text);
  } catch (cause) {
    if (!(cause instanceof InvalidArgumentError)) throw cause;
    throw new InvalidArgumentError('Give a duration such as 30m, 1h or 7d, or never.');
  }
}

/** Whole numbers within limits. */
export function parseWhole(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < low || value > high) {
      throw new InvalidArgumentError(`Give a whole number from ${low} to ${high}.`);
    }
    return value;
  };
}

/** For options that may be given several times. */
export function collect(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), text];
}

/** `http://host:4680` */
export function parseHubUrl(text: string): string {
  const isAddress = URL.canParse(text) && /^(https?|wss?):$/.test(new URL(text).protocol);
  if (!isAddress) throw new InvalidArgumentError('A hub address looks like http://host:4680.');
  return text;
}

/** `https://orrery.example.com` */
export function parsePublicAddress(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('A public address looks like https://orrery.example.com.');
}

/** Collects names of hosts, as they stand in a `Host` header: `orrery.example.com`, with a port where browsers send one. */
export function collectHost(text: string, before: string[] | undefined): string[] {
  // A scheme, a path or a name that no browser would send never fits: the option would do nothing.
  const isHost = /^[^\s/?#@\\]+$/.test(text) && !text.endsWith(':') && URL.canParse(`http://${text}`);
  if (isHost) return [...(before ?? []), text];
  throw new InvalidArgumentError('Give the name alone, as in orrery.example.com or push.example.com:8443.');
}

/** `mailto:ops@example.com`, or an https address. */
export function parseContact(text: string): string {
  if (/^mailto:\S+@\S+$/.test(text) || /^https:\/\/\S+$/.test(text)) return text;
  throw new InvalidArgumentError('Give mailto:ops@example.com, or an https:// address.');
}

/** Collects what a hub may do on a machine: `hooks close`, or `hooks,close` as in the line that joins. */
export function parseGrant(text: string, before: Grant[] | undefined): Grant[] {
  const grants = grantsIn(text);
  if (grants !== null) return [...(before ?? []), ...grants];
  throw new InvalidArgumentError(
    `Name some of ${ALL_GRANTS.join(', ')}, with blanks or commas between them. To take back what a hub may do: orrery agent forbid WHAT`,
  );
}

/** `hooks,close`, or `none`. */
export function parseGrants(text: string): Grant[] {
  const grants = text === 'none' ? [] : grantsIn(text);
  if (grants !== null) return grants;
  throw new InvalidArgumentError(
    `Name some of ${ALL_GRANTS.join(', ')}, with commas between them (hooks,close), or none.`,
  );
}

function grantsIn(text: string): Grant[] | null {
  const parsed = text.split(',').map((part) => grantSchema.safeParse(part.trim()));
  return parsed.every(({ success }) => success) ? parsed.flatMap(({ data }) => data ?? []) : null;
}
