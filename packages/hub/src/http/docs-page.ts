import * as z from 'zod';

const schemaSchema = z.record(z.string(), z.unknown());

const operationSchema = z.object({
  summary: z.string().optional(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        schema: schemaSchema.optional(),
      }),
    )
    .optional(),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: schemaSchema })) }).optional(),
  responses: z.record(
    z.string(),
    z.object({ content: z.record(z.string(), z.object({ schema: schemaSchema })).optional() }),
  ),
});

type Operation = z.infer<typeof operationSchema>;

/** What the page shows of an OpenAPI document. */
const documentSchema = z.object({
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
});

/** Style of the document, inside it: the page of Orrery shows the same document in a frame of its own. */
const docsStyle = `
:root { color-scheme: light dark; }
main { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
section { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: 1rem 0; }
h2 { font-size: 1.1rem; margin: 0; } h2 b { display: inline-block; min-width: 4.5rem; }
table { border-collapse: collapse; } td, th { text-align: left; padding: 0.1rem 1rem 0.1rem 0; vertical-align: top; }
code, pre { font: 0.875rem/1.45 ui-monospace, monospace; } pre { overflow: auto; max-height: 24rem; }
`;

/** The interface as one page of HTML without script. */
export function docsPage(openapi: unknown): string {
  const { info, paths } = documentSchema.parse(openapi);
  const sections = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => section(path, method, operation)),
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${escapeHtml(info.title)} HTTP interface</title>
<style>${docsStyle}</style></head><body><main>
<h1>${escapeHtml(info.title)} HTTP interface</h1>
<p>Version ${escapeHtml(info.version)}. JSON throughout. Send <code>Authorization: Bearer KEY</code> (make a key with
<code>orrery api-key create</code>); the page itself sends the session cookie together with its secret. Errors are
<code>{"kind", "message", "retryAfterMs"?}</code> with a fitting status. As OpenAPI: <code>/api/openapi.json</code>.</p>
${sections.join('\n')}</main></body></html>`;
}

function section(path: string, method: string, operation: Operation): string {
  const parts = [
    `<h2><b>${escapeHtml(method.toUpperCase())}</b> <code>${escapeHtml(path)}</code></h2>`,
    `<p>${escapeHtml(operation.summary ?? '')}</p>`,
    parameterTable(operation),
  ];
  const body = operation.requestBody?.content['application/json']?.schema;
  if (body) parts.push(schemaBlock('Body', body));
  for (const [status, response] of Object.entries(operation.responses)) {
    const schema = response.content?.['application/json']?.schema;
    if (schema) parts.push(schemaBlock(`Answer ${status}`, schema));
  }
  return `<section>${parts.join('\n')}</section>`;
}

function parameterTable({ parameters = [] }: Operation): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(
    (parameter) =>
      `<tr><td><code>${escapeHtml(parameter.name)}</code></td><td>${escapeHtml(parameter.in)}</td>` +
      `<td><code>${escapeHtml(typeWords(parameter.schema))}</code></td><td>${parameter.required ? 'required' : ''}</td></tr>`,
  );
  return `<table>${rows.join('')}</table>`;
}

function typeWords(schema: Record<string, unknown> | undefined): string {
  if (!schema) return '';
  const words = Object.entries(schema).map(([key, value]) =>
    key === 'type' ? String(value) : `${key}: ${JSON.stringify(value)}`,
  );
  return words.join(', ');
}

function schemaBlock(title: string, schema: Record<string, unknown>): string {
  return `<details><summary>${escapeHtml(title)}</summary><pre>${escapeHtml(JSON.stringify(schema, null, 2))}</pre></details>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
