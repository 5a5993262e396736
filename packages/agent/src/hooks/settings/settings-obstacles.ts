import { getNodeValue } from 'jsonc-parser';
import * as z from 'zod';
import { errorCode } from '../../files/error-code.ts';
import { readSmallFile } from '../../files/look.ts';
import { type HookTarget, hookUrl } from './hook-entries.ts';
import { type Environment, proxyInTheWay } from './proxy-obstacle.ts';
import { findBeyondJson, type SettingsDocument } from './settings-document.ts';

/** More than any administrator's settings. */
const MAX_MANAGED_BYTES = 4 * 1024 * 1024;

const obstacleSchema = z.object({
  disableAllHooks: z.boolean().optional().catch(undefined),
  allowManagedHooksOnly: z.boolean().optional().catch(undefined),
  allowedHttpHookUrls: z.array(z.string()).optional().catch(undefined),
  env: z.record(z.string(), z.string()).optional().catch(undefined),
});

/** Why hooks in a settings file will not be called, in words; empty when nothing stands in their way. */
export function findObstacles(document: SettingsDocument, target: HookTarget, name: string): string[] {
  const place = findBeyondJson(document);
  const found = describeObstacles(getNodeValue(document.root), target, name);
  if (place === null) return found;
  return [
    `${name} is more than plain JSON (a comment, or a comma before a bracket, at ${place}), and Claude Code skips the whole file for that. Take it out.`,
    ...found,
  ];
}

/** A proxy of the environment that clients are started in, as far as that is like the given one. */
export function findProxy(document: SettingsDocument, env: Environment): string[] {
  const own = obstacleSchema.safeParse(getNodeValue(document.root)).data?.env;
  // A proxy of the settings is told as their obstacle.
  const name = own !== undefined && proxyInTheWay(own) !== null ? null : proxyInTheWay({ ...env, ...own });
  if (name === null) return [];
  return [
    `${name} is set. A Claude Code that is started with it sends its hooks to the proxy, where they are lost and can be read: add 127.0.0.1 to NO_PROXY.`,
  ];
}

/** What `findObstacles` finds, in the settings that an administrator gives to all accounts of a machine. */
export function findManagedObstacles(
  target: HookTarget,
  path: string | null = managedSettingsPath(),
): string[] {
  if (path === null) return [];
  try {
    return describeObstacles(JSON.parse(readSmallFile(path, MAX_MANAGED_BYTES) ?? ''), target, path, true);
  } catch (error) {
    // Not there, not for us, or not JSON: then the client is not ruled by it either, as far as can be known.
    if (error instanceof SyntaxError || errorCode(error) !== null) return [];
    throw error;
  }
}

function describeObstacles(value: unknown, target: HookTarget, name: string, isManaged = false): string[] {
  const parsed = obstacleSchema.safeParse(value);
  if (!parsed.success) return [];
  const { disableAllHooks, allowManagedHooksOnly, allowedHttpHookUrls, env = {} } = parsed.data;
  const found: string[] = [];
  if (disableAllHooks) found.push(`"disableAllHooks" in ${name} stops every hook.`);
  if (isManaged && allowManagedHooksOnly) {
    found.push(`"allowManagedHooksOnly" in ${name} lets only an administrator's hooks run.`);
  }
  const proxy = proxyInTheWay(env);
  if (proxy !== null) {
    found.push(
      `"env" in ${name} sets ${proxy}, and Claude Code sends hooks to the proxy: add 127.0.0.1 to NO_PROXY there.`,
    );
  }
  const url = hookUrl(target);
  if (allowedHttpHookUrls && !allowedHttpHookUrls.some((pattern) => matchesUrl(pattern, url))) {
    found.push(`"allowedHttpHookUrls" in ${name} does not allow ${url}. Add it there.`);
  }
  return found;
}

/** `*` stands for any text, as the client reads it. */
function matchesUrl(pattern: string, url: string): boolean {
  const parts = pattern.split('*');
  const [first = ''] = parts;
  if (parts.length === 1) return pattern === url;
  const last = parts.at(-1) ?? '';
  if (!url.startsWith(first) || !url.endsWith(last) || url.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = url.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= url.length - last.length;
}

function managedSettingsPath(): string | null {
  if (process.platform === 'linux') return '/etc/claude-code/managed-settings.json';
  if (process.platform === 'darwin') return '/Library/Application Support/ClaudeCode/managed-settings.json';
  return null;
}
