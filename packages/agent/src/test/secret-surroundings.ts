import type { Random } from './random-text.ts';
import type { MadeSecret, SecretClass } from './secret-shapes.ts';

/** The eight places that secrets stand in. */
export const surroundings = ['shell', 'JSON', 'YAML', '.env', 'URL', 'header', 'code', 'diff'] as const;

export type Surrounding = (typeof surroundings)[number];

/** A text with a secret in it, and what of it must not survive. */
export interface Planted {
  text: string;
  parts: string[];
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const snake = (name: string): string => name.toLowerCase();
const kebab = (name: string): string => snake(name).replaceAll('_', '-');
const camel = (name: string): string =>
  snake(name).replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const header = (name: string): string => kebab(name).replace(/(^|-)(\w)/g, (match) => match.toUpperCase());
const quoted = (secret: string): string => `'${secret}'`;

type Writer = (made: { name: string; secret: string }) => string;

const NAMED: Record<Surrounding, Writer[]> = {
  shell: [
    ({ name, secret }) => `export ${name}=${quoted(secret)} && npm start`,
    ({ name, secret }) => `$ ${name}="${secret}" docker compose up -d`,
    ({ name, secret }) => `deploy --region eu --${kebab(name)} ${quoted(secret)} --yes`,
    ({ name, secret }) => `docker run -e ${name}=${secret} app:latest`,
  ],
  JSON: [
    ({ name, secret }) => JSON.stringify({ host: 'db', [snake(name)]: secret, port: 1 }),
    ({ name, secret }) => JSON.stringify({ [camel(name)]: secret }, null, 2),
    ({ name, secret }) => JSON.stringify({ body: JSON.stringify({ [camel(name)]: secret, ok: true }) }),
    ({ name, secret }) => JSON.stringify({ env: [{ name, value: secret }] }),
  ],
  YAML: [
    ({ name, secret }) => `app:\n  host: db\n  ${snake(name)}: ${secret}\n  port: 1\n`,
    ({ name, secret }) => `env:\n  ${name}: "${secret}"\n`,
    ({ name, secret }) => `env:\n  - name: ${name}\n    value: ${secret}\n`,
    ({ name, secret }) => `${kebab(name)}: '${secret}' # rotate\n`,
  ],
  '.env': [
    ({ name, secret }) => `HOST=db\n${name}=${secret}\nPORT=1\n`,
    ({ name, secret }) => `${name}="${secret}"\n`,
    ({ name, secret }) => `[default]\n${snake(name)} = ${secret}\nregion = eu-west-1\n`,
    ({ name, secret }) => `app.${snake(name).replaceAll('_', '.')}=${secret}\n`,
  ],
  URL: [
    ({ name, secret }) =>
      `GET https://api.example.org/v1/items?${snake(name)}=${encodeURIComponent(secret)}&page=2`,
    ({ name, secret }) => `curl "https://example.org/x?limit=5&${camel(name)}=${encodeURIComponent(secret)}"`,
    ({ name, secret }) => `[open](https://example.org/#${snake(name)}=${encodeURIComponent(secret)})`,
  ],
  header: [
    ({ name, secret }) => `GET / HTTP/1.1\nHost: example.org\nX-${header(name)}: ${secret}\nAccept: */*\n`,
    ({ name, secret }) => `curl -H "${header(name)}: ${secret}" https://example.org`,
    ({ name, secret }) => `headers: { '${kebab(name)}': '${secret}', accept: 'text/html' }`,
  ],
  code: [
    ({ name, secret }) => `const ${camel(name)} = "${secret}";\nstart(${camel(name)});`,
    ({ name, secret }) => `client = Client(${snake(name)}='${secret}', timeout=3)`,
    ({ name, secret }) => `os.environ["${name}"] = "${secret}"`,
    ({ name, secret }) => `process.env.${name} = \`${secret}\`;`,
    ({ name, secret }) => `    ${camel(name)}: '${secret}',`,
    ({ name, secret }) => `var ${camel(name)} string = "${secret}"\n${camel(name)} := "${secret}"`,
  ],
  diff: [
    ({ name, secret }) => `@@ -1,3 +1,3 @@\n HOST=db\n-${name}=changeme\n+${name}=${secret}\n`,
    ({ name, secret }) =>
      `@@ -4 +4 @@\n-  "${camel(name)}": "${secret}",\n+  "${camel(name)}": process.env.X,\n`,
    ({ name, secret }) => `diff --git a/c.yml b/c.yml\n+  ${snake(name)}: ${secret}\n`,
  ],
};

const URLS: Record<Surrounding, ((address: string) => string)[]> = {
  shell: [(a) => `psql "${a}" -c 'select 1'`, (a) => `git clone ${a}`],
  JSON: [
    (a) => JSON.stringify({ url: a }),
    (a) => JSON.stringify({ body: JSON.stringify({ url: a }) }).replaceAll('/', '\\/'),
  ],
  YAML: [(a) => `database:\n  url: ${a}\n  pool: 5`, (a) => `url: "${a}"`],
  '.env': [(a) => `DATABASE_URL=${a}\nPORT=1`, (a) => `DATABASE_URL="${a}"`],
  URL: [(a) => a, (a) => `<${a}>`],
  header: [(a) => `X-Upstream: ${a}\nAccept: */*`, (a) => `Location: ${a}`],
  code: [(a) => `connect("${a}");`, (a) => `const url = \`${a}\``],
  diff: [(a) => `-url: ${a}\n+url: x`, (a) => `+DATABASE_URL=${a}`],
};

const HEADERS: Record<Surrounding, ((name: string, value: string) => string)[]> = {
  shell: [
    (n, v) => `curl -sS -H "${n}: ${v}" https://example.org`,
    (n, v) => `curl -H '${n}: ${v}' https://example.org`,
  ],
  JSON: [
    (n, v) => JSON.stringify({ headers: { [n]: v } }),
    (n, v) => JSON.stringify({ b: JSON.stringify({ [n.toLowerCase()]: v }) }),
  ],
  YAML: [(n, v) => `headers:\n  ${n}: ${v}\n  accept: x`, (n, v) => `${n.toLowerCase()}: "${v}"`],
  '.env': [
    (n, v) => `${n.toUpperCase().replaceAll('-', '_')}="${v}"`,
    (n, v) => `${n.toUpperCase().replaceAll('-', '_')}=${v}`,
  ],
  URL: [(n, v) => `https://example.org/?${n.toLowerCase()}=${v.replaceAll(' ', '%20')}`],
  header: [(n, v) => `GET / HTTP/1.1\n${n}: ${v}\nAccept: */*`, (n, v) => `< ${n.toLowerCase()}: ${v}`],
  code: [
    (n, v) => `headers.set("${n}", "${v}");`,
    (n, v) => `{ '${n}': '${v}' }`,
    (n, v) => `headers["${n}"] = "${v}"`,
  ],
  diff: [(n, v) => `-  ${n}: ${v}\n+  ${n}: x`, (n, v) => `+curl -H "${n}: ${v}"`],
};

/** The secret in a surrounding, written in one of the ways that are usual there. */
export function plant(
  kind: SecretClass['kind'],
  made: MadeSecret,
  where: Surrounding,
  random: Random,
): Planted {
  const { name, secret } = made;
  switch (kind) {
    case 'token':
    case 'named': {
      const text = pick(random, NAMED[where])({ name, secret });
      const parts = made.parts ?? [secret];
      return { text, parts: [...parts, ...parts.map(encodeURIComponent)] };
    }
    case 'key-file': {
      const parts = made.parts ?? [];
      const isLine = where !== 'YAML' && where !== 'diff' && where !== 'JSON';
      const body =
        where === 'diff'
          ? secret.replaceAll('\n', '\n+')
          : secret.replaceAll('\n', isLine ? '\\n' : '\n    ');
      const text = pick(
        random,
        NAMED[where],
      )({ name, secret: where === 'URL' || where === 'JSON' ? secret : body });
      return { text, parts: [...parts, ...parts.map(encodeURIComponent)] };
    }
    case 'url':
      return {
        text: pick(random, URLS[where])(`${name}admin:${secret}@db.example.org:5432/app`),
        parts: [secret],
      };
    case 'address':
      return {
        text: pick(random, URLS[where])(`https://b.example.org/f?a=1&${name}=${secret}&z=2`),
        parts: [secret],
      };
    case 'authorization':
      return {
        text: pick(random, HEADERS[where])('Authorization', `${name} ${secret}`.trim()),
        parts: [secret],
      };
    case 'cookie': {
      const title = pick(random, ['Cookie', 'Set-Cookie']);
      const rest = title === 'Cookie' ? '; theme=dark' : '; Path=/; HttpOnly; Secure';
      return { text: pick(random, HEADERS[where])(title, `${name}=${secret}${rest}`), parts: [secret] };
    }
  }
}
