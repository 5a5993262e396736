import { describe, expect, it } from 'vitest';
import { faviconOf, faviconTones } from './favicon.ts';

const colours = { fill: 'oklch(0.83 0.16 80)', text: 'black' };
const svgOf = (...of: Parameters<typeof faviconOf>) =>
  decodeURIComponent(faviconOf(...of).split(',')[1] ?? '');

describe('icon of the tab', () => {
  it('shows how many need a person, never more than two digits', () => {
    expect(svgOf(5, 'permit', colours)).toContain('>5</text>');
    expect(svgOf(240, 'permit', colours)).toContain('>99</text>');
  });

  it('has the colour and the shape of the worst', () => {
    const shapes = faviconTones.map((tone) => /<g.*<\/g>/.exec(svgOf(1, tone, colours))?.[0]);
    expect(new Set(shapes).size).toBe(3);
    expect(shapes[0]).toContain('fill="oklch(0.83 0.16 80)"');
  });

  it('is an address that holds nothing to escape from', () => {
    expect(faviconOf(12, 'danger', colours)).toMatch(/^data:image\/svg\+xml,[\w%.!~*'()-]+$/);
  });
});
