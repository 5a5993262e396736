import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Markdown } from './markdown.tsx';

/** What a browser would be given for a text, without the frame around it and line ends between blocks. */
const html = (text: string) =>
  renderToStaticMarkup(createElement(Markdown, { text }))
    .replace(/^<div class="prose">|<\/div>$/g, '')
    .replace(/>\n+</g, '><');
const link = (href: string, words: string) =>
  `<a href="${href}" target="_blank" rel="noopener noreferrer nofollow">${words}</a>`;

describe('Markdown of a message', () => {
  it('shows paragraphs, headings, emphasis, quotes and rules', () => {
    expect(html('# One\n\nTwo **three** *four*  \nfive\n\n> six\n\n---')).toBe(
      '<h1>One</h1><p>Two <strong>three</strong> <em>four</em><br/>\nfive</p><blockquote><p>six</p></blockquote><hr/>',
    );
  });

  it('shows lists, with the number that they begin at', () => {
    expect(html('3. a\n\n4. b\n   - c')).toBe(
      '<ol start="3"><li><p>a</p></li><li><p>b</p><ul><li>c</li></ul></li></ol>',
    );
  });

  it('shows tables with the alignment of their columns, and nothing between their cells', () => {
    expect(html('| a | b |\n|--:|---|\n| 1 | ~~2~~ |')).toBe(
      '<table><thead><tr><th style="text-align:right">a</th><th>b</th></tr></thead>' +
        '<tbody><tr><td style="text-align:right">1</td><td><del>2</del></td></tr></tbody></table>',
    );
  });

  it('shows task lists as boxes that nobody can tick', () => {
    const shown = html('- [x] done\n- [ ] open');
    expect(shown).toContain('<ul class="contains-task-list"><li class="task-list-item">');
    expect(shown.match(/<input[^>]*>/g)).toEqual([
      expect.stringMatching(/^(?=.*type="checkbox")(?=.*disabled="")(?=.*checked="")/),
      expect.stringMatching(/^(?=.*type="checkbox")(?=.*disabled="")(?!.*checked)/),
    ]);
  });

  it('shows code in a line and as a block', () => {
    expect(html('a `b < c`')).toBe('<p>a <code>b &lt; c</code></p>');
    const block = html('```ts\nconst a = 1;\n```');
    expect(block).toContain('<code>const a = 1;</code>');
    expect(block).not.toContain('<pre><pre');
  });

  it('opens links in a tab that knows nothing of this page', () => {
    expect(html('[a](https://x.example/?q=1 "T") www.y.example <me@z.example>')).toBe(
      `<p>${link('https://x.example/?q=1', 'a')} ${link('http://www.y.example', 'www.y.example')} ${link('mailto:me@z.example', 'me@z.example')}</p>`,
    );
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java&#x0A;script:alert(1)',
    'data:text/html,x',
    'vbscript:x',
  ])('leaves out the address of a link to %s', (href) => {
    expect(html(`[a](<${href}>)`)).not.toContain('href');
    expect(html(`[a][b]\n\n[b]: <${href}>`)).not.toContain('href');
  });

  it('[WC24] shows a link whose target is refused as text', () => {
    for (const href of ['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', ''])
      expect(html(`[a **b**](<${href}>) c`)).toBe('<p>a <strong>b</strong> c</p>');
  });

  it('[WC21] names control signs, also in the words of a picture', () => {
    expect(html('a\u001b[31mb\u0007 `c\u001b`')).toBe('<p>a‹U+001B›[31mb‹U+0007› <code>c‹U+001B›</code></p>');
    expect(html('![a\u202eb](x.png)')).toContain('a‹U+202E›b');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg><script>alert(1)</script></svg>',
    '<a href="javascript:alert(1)" style="position:fixed">x</a>',
    '<iframe src="https://x.example"></iframe>',
    '<style>*{display:none}</style>',
    '<input autofocus onfocus=alert(1)>',
  ])('makes no element of the HTML %s', (text) => {
    for (const shown of [html(text), html(`a ${text} b`), html(`- ${text}`)]) {
      expect(shown).not.toMatch(/<(?!\/?(?:p|ul|li)>)/);
    }
  });

  it('tells a picture in words and fetches none', () => {
    expect(html('![a cat](https://x.example/cat.png) ![](y.png)')).toBe(
      '<p><span>[image: a cat]</span> <span>[image]</span></p>',
    );
  });

  it('shows footnotes, with ids that can be no other element of the page', () => {
    const shown = html('a[^1]\n\n[^1]: b');
    expect(shown).toContain('<p>b ');
    expect(shown.match(/ id="[^"]*"/g)?.filter((id) => !id.startsWith(' id="user-content-'))).toEqual([]);
  });

  it('shows text without any Markdown as it is', () => {
    expect(html('a < b & c\u0000 日本')).toBe('<p>a &lt; b &amp; c\ufffd 日本</p>');
    expect(html('')).toBe('');
  });
});
