import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');

type Rgb = [number, number, number];
interface Colour {
  rgb: Rgb;
  alpha: number;
}

/** Values of one theme: linear light sRGB, clipped to what a screen can show. */
function readTheme(selector: string): Map<string, Colour> {
  const start = css.indexOf(selector);
  const block = css.slice(start, css.indexOf('}', start));
  const theme = new Map<string, Colour>();
  for (const [, name, l, c, h, alpha] of block.matchAll(
    /--([\w-]+):\s*oklch\(([\d.]+) ([\d.]+) ([\d.]+)(?: \/ ([\d.]+))?\)/g,
  )) {
    if (name !== undefined && !name.startsWith('sh-'))
      theme.set(name, { rgb: toLinear(Number(l), Number(c), Number(h)), alpha: Number(alpha ?? 1) });
  }
  return theme;
}

function toLinear(lightness: number, chroma: number, hue: number): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

const gamma = (value: number) => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);
const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
/** A half-transparent colour over another, mixed as browsers do: in sRGB. */
const over = (top: Colour, under: Rgb): Rgb => {
  const mix = (index: 0 | 1 | 2) =>
    linear(gamma(top.rgb[index]) * top.alpha + gamma(under[index]) * (1 - top.alpha));
  return [mix(0), mix(1), mix(2)];
};
const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const contrast = (a: Rgb, b: Rgb) => {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
};

const surfaces = ['canvas', 'surface', 'raised', 'well', 'hover', 'overlay'];
const texts = [
  'text',
  'text-2',
  'text-3',
  'link',
  'working',
  'permit',
  'input',
  'danger',
  'idle',
  'unreach',
  'add',
  'del',
  'syn-key',
  'syn-str',
  'syn-fn',
  'syn-num',
  'syn-com',
];
const solids = ['permit', 'input', 'danger'];

describe.each([
  ['dark', '[data-theme="dark"] {'],
  ['light', '[data-theme="light"] {'],
])('tokens of the %s theme', (_, selector) => {
  const theme = readTheme(selector);
  const colour = (name: string): Colour => {
    const found = theme.get(name);
    if (found === undefined) throw new Error(`No token --${name}.`);
    return found;
  };

  it('give every text 4.5 : 1 on every surface', () => {
    const weak = texts.flatMap((text) =>
      surfaces
        .filter((surface) => contrast(colour(text).rgb, colour(surface).rgb) < 4.5)
        .map((surface) => `${text} on ${surface}`),
    );
    expect(weak).toEqual([]);
  });

  it('give state texts 4.5 : 1 on their own tint, and words on state fills', () => {
    for (const name of solids) {
      const tint = over(colour(`${name}-bg`), colour('surface').rgb);
      expect(contrast(colour(name).rgb, tint), `${name} on its tint`).toBeGreaterThanOrEqual(4.5);
      expect(contrast(colour('text-3').rgb, tint), `text-3 on ${name} tint`).toBeGreaterThanOrEqual(4.5);
      expect(
        contrast(colour(`on-${name}`).rgb, colour(`${name}-solid`).rgb),
        `word on ${name}`,
      ).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(colour('on-accent').rgb, colour('accent').rgb)).toBeGreaterThanOrEqual(4.5);
  });

  it('give the edges of fields and the focus 3 : 1', () => {
    for (const edge of ['edge', 'focus']) {
      for (const surface of ['canvas', 'surface']) {
        expect(
          contrast(colour(edge).rgb, colour(surface).rgb),
          `${edge} on ${surface}`,
        ).toBeGreaterThanOrEqual(3);
      }
    }
  });
});

describe('components', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.tsx$/.test(file),
  );
  const palette =
    /\b(?:bg|text|fill|stroke|ring|border|outline)-(?:gray|zinc|slate|neutral|stone|red|orange|amber|yellow|lime|green|emerald|teal|cyan|sky|blue|indigo|violet|purple|fuchsia|pink|rose|white|black)(?:-\d+)?\b/;
  const raw = /#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(/;

  it('name colours by their meaning only', () => {
    expect(files.length).toBeGreaterThan(40);
    const wrong = files.filter((file) => {
      const text = readFileSync(join(import.meta.dirname, file), 'utf8');
      return palette.test(text) || raw.test(text);
    });
    expect(wrong).toEqual([]);
  });

  it('leave keys on the window to the one action table', () => {
    const listeners = files.filter((file) =>
      /(?:window\.)?addEventListener\('keydown'/.test(readFileSync(join(import.meta.dirname, file), 'utf8')),
    );
    expect(listeners).toEqual([join('features', 'actions', 'actions.tsx')]);
  });
});
