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

/** Collects what a hub may do on a machine. */
export function parseGrant(text: string, before: Grant[] | undefined): Grant[] {
  const parsed = grantSchema.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError(`Name one of ${ALL_GRANTS.join(', ')}.`);
  return [...(before ?? []), parsed.data];
}

/** `hooks,close`, or `none`. */
export function parseGrants(text: string): Grant[] {
  if (text === 'none') return [];
  return text.split(',').reduce<Grant[]>((grants, part) => parseGrant(part.trim(), grants), []);
}
