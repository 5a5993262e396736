/** The tones that ask for a person, worst first. */
export const faviconTones = ['permit', 'danger', 'input'] as const;
export type FaviconTone = (typeof faviconTones)[number];

/** Fill and text of the sign, as CSS colours. */
export interface FaviconColours {
  fill: string;
  text: string;
}

/** The same shapes as everywhere: tile, octagon, bubble. */
const shapes: Record<FaviconTone, string> = {
  permit: '<rect width="32" height="32" rx="7"/>',
  danger: '<path d="M9.3 0h13.4L32 9.3v13.4L22.7 32H9.3L0 22.7V9.3Z"/>',
  input: '<path d="M16 0a16 16 0 1 1 0 32H4a4 4 0 0 1-4-4V16A16 16 0 0 1 16 0Z"/>',
};

/** The tab's icon while somebody is needed: how many, in the worst colour and its shape. */
export function faviconOf(count: number, tone: FaviconTone, colours: FaviconColours): string {
  const text = count > 99 ? '99' : String(count);
  const svg = [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">',
    `<g fill="${colours.fill}">${shapes[tone]}</g>`,
    `<text x="16" y="24" text-anchor="middle" font-family="system-ui,sans-serif" font-weight="700" font-size="${text.length > 1 ? 20 : 24}" fill="${colours.text}">${text}</text>`,
    '</svg>',
  ].join('');
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
