import fc from 'fast-check';

/**
 * Settings in every layout that a person or a tool leaves: own hooks, blanks, tabs, comments, CRLF, a byte order mark,
 * trailing commas. With `hasMark` the text `"mark": 1` stands in it exactly once, to be edited.
 */
export function oddJson({ hasMark = false } = {}): fc.Arbitrary<string> {
  const newline = fc.constantFrom('\n', '\r\n');
  return newline.chain((eol) => {
    const gap = fc.constantFrom(
      '',
      '',
      ' ',
      `${eol}  `,
      `${eol}\t`,
      eol,
      ` // note, "x"${eol}`,
      '/* , } */',
      `${eol}${eol}    `,
    );
    const leaf = fc.oneof(
      fc.constantFrom('1', 'null', 'true', '-2.5e3', '"}"', '"//no"', '"\\u00e9\\"x"', '"日本"', '[]', '{ }'),
      fc.integer().map(String),
    );
    const member = (value: fc.Arbitrary<string>, name: fc.Arbitrary<string>): fc.Arbitrary<string> =>
      fc.tuple(gap, name, gap, gap, value, gap).map(([a, n, b, c, v, d]) => `${a}"${n}"${b}:${c}${v}${d}`);
    const list = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
      fc.array(fc.tuple(gap, value, gap), { maxLength: 3 }).chain((items) =>
        fc.tuple(gap, fc.boolean()).map(([inner, hasComma]) => {
          const body = items.map((parts) => parts.join('')).join(',');
          return `[${body}${hasComma && items.length > 0 ? ',' : ''}${inner}]`;
        }),
      );
    const group = list(leaf).map(
      (rest) => `{"matcher": "Bash","hooks":[{"type":"command","command":"x"}], "x":${rest}}`,
    );
    const event = fc.constantFrom('Stop', 'PostToolUse', 'PreToolUse', 'PermissionRequest', 'SessionStart');
    const hooks = fc
      .uniqueArray(event, { maxLength: 4 })
      .chain((names) => fc.tuple(...names.map((name) => member(list(group), fc.constant(name)))))
      .chain((members) => gap.map((inner) => `{${members.join(',')}${inner}}`));
    const name = fc.stringMatching(/^[a-g]{1,6}$/);
    const nested = fc.oneof(
      leaf,
      list(leaf),
      member(leaf, name).map((text) => `{${text}}`),
    );
    return fc
      .tuple(
        fc.array(member(nested, name), { maxLength: 4 }),
        fc.option(member(hooks, fc.constant('hooks'))),
        fc.nat(9),
      )
      .chain(([members, own, place]) => {
        const all = [...members, ...(hasMark ? [`${eol}  "mark": 1`] : [])];
        if (own !== null) all.splice(place % (all.length + 1), 0, own);
        return fc
          .tuple(fc.boolean(), gap, gap, gap, fc.boolean())
          .map(
            ([hasBom, before, inner, behind, hasComma]) =>
              `${hasBom ? '\ufeff' : ''}${before}{${all.join(',')}${hasComma && all.length > 0 ? ',' : ''}${inner}}${behind}`,
          );
      });
  });
}
